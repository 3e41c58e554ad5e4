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
    NEVER_SENT_AGAIN
}
