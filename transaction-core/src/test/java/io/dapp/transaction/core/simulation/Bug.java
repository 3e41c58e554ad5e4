package io.dapp.transaction.core.simulation;

/** A rule that is broken on purpose: the simulation has to find each. */
public enum Bug {
    /** A node is given bytes whose transaction may yet be rolled back. */
    SENT_BEFORE_THE_COMMIT,
    /** A line is not moved on. */
    NONCE_GIVEN_TWICE,
    /** An answer is not kept under its key. */
    KEY_FORGOTTEN,
    /** Of what is in blocks nothing is spoken for, however old the balance is. */
    SPENT_TWICE,
    /** A sender whose lease another has taken writes on. */
    OLD_LEASE_ACCEPTED,
    /** A node's answer to one attempt counts for a later one. */
    ACKNOWLEDGED_FOR_ANOTHER,
    /** A follower whose lease another has taken writes on. */
    OLD_FOLLOWER_ACCEPTED,
    /** What a reorg dropped stays confirmed. */
    REORG_UNNOTICED,
    /** A payment is final while its block can still be dropped. */
    FINAL_TOO_EARLY,
    /** Nobody is told that an accepted payment is to be sent. */
    NEVER_DUE,
    /** What a pool has lost is not sent again. */
    NEVER_SENT_AGAIN,
    /** A payment is raised or cancelled as it was read, whatever has happened to it since. */
    REPLACED_AS_READ,
    /** A payment is raised whether or not the account has what that may cost. */
    RAISED_BEYOND_THE_FUNDS,
    /** A node is given a payment's first attempt, also where it was raised or cancelled before its turn. */
    FIRST_ATTEMPT_SENT,
    /** Of a payment that was raised or cancelled only the newest attempt is looked for in blocks. */
    OLDER_ATTEMPTS_FORGOTTEN
}
