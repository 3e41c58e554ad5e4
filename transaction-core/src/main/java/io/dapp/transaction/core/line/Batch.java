package io.dapp.transaction.core.line;

import io.dapp.chain.Address;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.record.AccountKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Submissions that one transaction accepts together, and until when it may. */
final class Batch {
    private final AccountKey account;
    private final List<Submission> taken;
    private final Deadline deadline;
    private final List<Submission> written = new ArrayList<>();
    private boolean begun;

    Batch(AccountKey account, List<Submission> taken, Deadline deadline) {
        this.account = account;
        this.taken = taken;
        this.deadline = deadline;
    }

    AccountKey account() {
        return account;
    }

    /** Whose account it is. */
    UUID owner() {
        return taken.getFirst().request().orders().getFirst().ownerId();
    }

    int size() {
        return taken.stream().mapToInt(Submission::size).sum();
    }

    /** What they move beside the chain's own coin. */
    Set<Address> tokens() {
        return taken.stream()
                .flatMap(submission -> submission.request().tokens().stream())
                .collect(Collectors.toSet());
    }

    Deadline deadline() {
        return deadline;
    }

    /** Whether one of them may be refused for funds: then these are read anew. */
    boolean fresh() {
        return taken.stream().anyMatch(Submission::fresh);
    }

    /** A transaction begins: whose request has not given up by now can no more, and is what it writes. */
    List<Submission> write() {
        if (!begun) {
            begun = true;
            for (Submission submission : taken) {
                if (submission.write(payment(submission))) {
                    written.add(submission);
                }
            }
        }
        return written;
    }

    /** Those that a transaction began to write. */
    List<Submission> written() {
        return written;
    }

    /** Duplicates that come together are the payment of the first. */
    private UUID payment(Submission submission) {
        IdempotencyKey key = submission.request().key();
        return written.stream()
                .map(Submission::request)
                .filter(earlier -> key != null && key.equals(earlier.key()))
                .findFirst()
                .orElse(submission.request())
                .id();
    }
}
