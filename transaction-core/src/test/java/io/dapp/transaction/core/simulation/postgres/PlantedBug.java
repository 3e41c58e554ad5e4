package io.dapp.transaction.core.simulation.postgres;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement that does less than it should: the schedules have to find each. */
enum PlantedBug {
    /** Whether a lost COMMIT has happened is asked without waiting for whoever holds the account. */
    OUTCOME_ASKED_WITHOUT_LOCK,
    /** A follower whose lease another has taken writes on, wherever that one stands. */
    FOLLOWER_NOT_FENCED,
    /** A sender whose lease another has taken writes on. */
    SENDER_NOT_FENCED,
    /** What a reorg drops stays confirmed. */
    REORG_UNNOTICED,
    /** An answer is not kept under its key. */
    KEY_FORGOTTEN;

    /** From which seed on it is found soon. */
    long seed() {
        return switch (this) {
            case OUTCOME_ASKED_WITHOUT_LOCK -> 15;
            case FOLLOWER_NOT_FENCED -> 11;
            case SENDER_NOT_FENCED -> 0;
            case REORG_UNNOTICED -> 20;
            case KEY_FORGOTTEN -> 9;
        };
    }

    /** What it breaks, as a pattern. */
    String shows() {
        return switch (this) {
            case OUTCOME_ASKED_WITHOUT_LOCK -> "a payment that was told not to be recorded";
            case FOLLOWER_NOT_FENCED -> "what is final goes back";
            case SENDER_NOT_FENCED -> "a lease that has not run out is taken from its holder";
            case REORG_UNNOTICED -> "a payment is confirmed by a block that the follower does not hold";
            case KEY_FORGOTTEN ->
                "one request was answered as two payments|two payments for one request"
                        + "|a payment that its caller was not told of";
        };
    }

    /**
     * What is changed.
     *
     * @param by only in statements of this class; empty: in all
     */
    private record Change(String by, String text, String instead) {}

    private List<Change> changes() {
        return switch (this) {
            case OUTCOME_ASKED_WITHOUT_LOCK ->
                List.of(
                        new Change("CommitOutcome", "for update of a$", ""),
                        // It waits too, for whoever changes the row that is there.
                        new Change("CommitOutcome", "values \\(\\?, \\?, \\?\\)\\s+on conflict do nothing$", """
                                select * from (values (?::bigint, ?::bytea, ?::bigint)) w (chain, address, next)
                                 where not exists (select from account a
                                                    where a.chain_id = w.chain and a.address = w.address)
                                on conflict do nothing"""));
            case FOLLOWER_NOT_FENCED ->
                List.of(new Change(
                        "",
                        "lease_owner = \\? and lease_epoch = \\?\\s+and cursor_hash = \\?",
                        "? is not null and ? is not null and ? is not null"));
            case SENDER_NOT_FENCED ->
                List.of(new Change(
                        "",
                        "\\(\\(c\\.lease_owner = \\? and c\\.lease_epoch = w\\.epoch\\)",
                        "((? is not null and w.epoch is not null)"));
            case REORG_UNNOTICED ->
                List.of(new Change(
                        "",
                        "kind = 'custodial' and block_number > \\?$",
                        "kind = 'custodial' and block_number > ? + 1000"));
            case KEY_FORGOTTEN ->
                List.of(new Change(
                        "",
                        "select \\*\\s+from (unnest\\(\\?::uuid\\[], \\?::text\\[], \\?::text\\[], \\?::bytea.*\\))",
                        "select o, p, k || gen_random_uuid(), h, s, a from $1 as u (o, p, k, h, s, a)"));
        };
    }

    String in(String sql) {
        for (Change change : changes()) {
            Matcher found = Pattern.compile(change.text()).matcher(sql.strip());
            if (found.find() && isRunBy(change.by())) {
                return found.replaceAll(change.instead());
            }
        }
        return sql;
    }

    private static boolean isRunBy(String simpleName) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(
                        frame -> frame.getClassName().matches(".*\\." + simpleName + "\\b.*") || simpleName.isEmpty()));
    }
}
