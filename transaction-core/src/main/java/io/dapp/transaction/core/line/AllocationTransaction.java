package io.dapp.transaction.core.line;

import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.IdempotencyKeys.Stored;
import io.dapp.transaction.core.policy.Allowance;
import io.dapp.transaction.core.policy.Policies;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.SendLease;
import io.dapp.transaction.core.signing.Signer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionStatus;

/**
 * The body of the transaction that accepts payments of some accounts: lines, signatures, records, events and idempotency
 * rows are committed together or not at all. Locks: the account, or of several those that are free, then keys sorted. It
 * asks nothing of a node or a remote signer. Accounts do not depend on each other: they share a transaction because its
 * cost is its COMMIT.
 */
final class AllocationTransaction {
    private final LineRows lines;
    private final IdempotencyKeys keys;
    private final Signer signer;
    private final PaymentWriter writer;
    private final Policies policies;

    AllocationTransaction(
            LineRows lines, IdempotencyKeys keys, Signer signer, PaymentWriter writer, Policies policies) {
        this.lines = lines;
        this.keys = keys;
        this.signer = signer;
        this.writer = writer;
        this.policies = policies;
    }

    /** For one account's allocation, however often its transaction runs. */
    Signatures signatures() {
        return new Signatures(signer);
    }

    /** How long the transaction that has just begun waits for whatever another one holds; then it fails. */
    void waitAtMost(Duration time) {
        lines.waitAtMost(time);
    }

    /**
     * Decides about submissions, those of each account in their order.
     *
     * @return without the accounts whose submissions were prepared for something that has changed; those are in
     *     {@code stale}, and nothing of theirs is written
     * @throws StaleException when a key was stored meanwhile; rolled back, to be prepared anew
     */
    Map<AccountKey, Decision> run(
            TransactionStatus transaction, List<Prepared> all, Map<AccountKey, StaleException> stale) {
        Set<AccountKey> begun = new HashSet<>();
        Map<AccountKey, Prepared> fit = lock(all, begun, stale);
        if (fit.isEmpty()) {
            transaction.setRollbackOnly();
            return Map.of();
        }
        List<Stored> known = keys.find(fit.values().stream()
                .flatMap(one -> one.batch().write().stream())
                .map(submission -> submission.request().key())
                .filter(Objects::nonNull)
                .toList());
        Map<AccountKey, FundsView> views = new LinkedHashMap<>();
        fit.forEach((account, one) -> views.put(account, one.view()));
        Map<AccountKey, LineRows.Line> read = lines.read(views);
        Map<AccountKey, Allowance> allowances = policies.read(fit.keySet());
        Map<AccountKey, Draft> drafts = new LinkedHashMap<>();
        fit.forEach((account, one) -> {
            LineRows.Line line = read.get(account);
            if (line == null) {
                stale.put(account, new StaleException(StaleException.What.FUNDS));
            } else {
                one.signatures().begin();
                Draft draft = new Draft(
                        new PaymentSigner(one.signatures()),
                        writer::answer,
                        line,
                        one.view(),
                        allowances.getOrDefault(account, Allowance.UNLIMITED),
                        known);
                try {
                    one.batch().write().forEach(draft::add);
                    draft.requireSigned();
                    drafts.put(account, draft);
                } catch (StaleException e) {
                    stale.put(account, e);
                }
            }
        });
        leaveOutTwins(drafts, stale);
        Map<AccountKey, SendLease> leases = write(transaction, drafts, read);
        // Others of the group may commit: a line that nothing of theirs stands on begins where the node says then.
        begun.stream().filter(account -> !accepts(drafts.get(account))).forEach(lines::drop);
        Map<AccountKey, Decision> decisions = new LinkedHashMap<>();
        drafts.forEach((account, draft) ->
                decisions.put(account, new Decision(draft.verdicts(), Optional.ofNullable(leases.get(account)))));
        return decisions;
    }

    /** A key that two accounts use is one's: the other finds it stored when it is tried again. */
    private static void leaveOutTwins(Map<AccountKey, Draft> drafts, Map<AccountKey, StaleException> stale) {
        Set<IdempotencyKey.Name> used = new HashSet<>();
        drafts.entrySet().removeIf(entry -> {
            List<IdempotencyKey.Name> mine = entry.getValue().answers().stream()
                    .map(answer -> answer.key().name())
                    .toList();
            boolean twin = mine.stream().anyMatch(used::contains);
            if (twin) {
                stale.put(entry.getKey(), new StaleException(StaleException.What.KEY));
            } else {
                used.addAll(mine);
            }
            return twin;
        });
    }

    private static boolean accepts(@Nullable Draft draft) {
        return draft != null && !draft.payments().isEmpty();
    }

    private Map<AccountKey, SendLease> write(
            TransactionStatus transaction, Map<AccountKey, Draft> drafts, Map<AccountKey, LineRows.Line> read) {
        Map<AccountKey, LineRows.Advance> advances = new LinkedHashMap<>();
        List<Draft> accepting = new ArrayList<>();
        drafts.forEach((account, draft) -> {
            if (!draft.payments().isEmpty()) {
                accepting.add(draft);
                advances.put(account, new LineRows.Advance(Objects.requireNonNull(read.get(account)), draft.next()));
            }
        });
        if (accepting.isEmpty()) {
            transaction.setRollbackOnly();
            return Map.of();
        }
        if (!keys.insert(
                accepting.stream().flatMap(draft -> draft.answers().stream()).toList())) {
            throw new StaleException(StaleException.What.KEY);
        }
        writer.write(accepting);
        return lines.advance(advances);
    }

    /** Those whose lines are locked now, in the order of their accounts; of several, without those that another holds. */
    private Map<AccountKey, Prepared> lock(
            List<Prepared> all, Set<AccountKey> begun, Map<AccountKey, StaleException> stale) {
        Map<AccountKey, Prepared> sorted = new TreeMap<>();
        all.forEach(one -> sorted.put(one.account(), one));
        // Begun in the same order in which they are locked.
        sorted.forEach((account, one) -> {
            if (one.start() != null && lines.open(account, one.start())) {
                begun.add(account);
            }
        });
        boolean several = sorted.size() > 1;
        Set<AccountKey> locked = several ? lines.lockFree(sorted.keySet()) : lines.lock(sorted.keySet());
        List<AccountKey> left = sorted.keySet().stream()
                .filter(account -> !locked.contains(account))
                .toList();
        Set<AccountKey> busy = several && !left.isEmpty() ? lines.begun(left) : Set.of();
        left.forEach(account -> {
            sorted.remove(account);
            stale.put(
                    account,
                    new StaleException(busy.contains(account) ? StaleException.What.BUSY : StaleException.What.LINE));
        });
        return sorted;
    }

    /**
     * What holds once the transaction has committed.
     *
     * @param verdicts one for each submission, in their order
     * @param lease that it has taken
     */
    record Decision(List<Verdict> verdicts, Optional<SendLease> lease) {
        /** One of the payments it writes, if any: where that one is, all are. */
        Optional<UUID> accepted() {
            return verdicts.stream()
                    .filter(Verdict.Accepted.class::isInstance)
                    .map(verdict -> ((Verdict.Accepted) verdict).payment())
                    .findFirst();
        }
    }
}
