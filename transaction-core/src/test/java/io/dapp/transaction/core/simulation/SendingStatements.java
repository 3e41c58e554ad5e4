package io.dapp.transaction.core.simulation;

import io.dapp.transaction.core.simulation.ModelJdbc.Effect;
import io.dapp.transaction.core.simulation.ModelPayment.Attempted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the statements of {@code SendLeases} and {@code SendLedger} do, each found by words that no other has. That they
 * do the same in PostgreSQL is shown by running the same schedules there.
 */
final class SendingStatements {
    private static final List<Map<String, Object>> NONE = List.of();
    private static final List<Map<String, Object>> ONE = List.of(Map.of());

    /** The words of each statement's text, as found in one of the schedules that run. */
    private static final Map<String, String> WORDS = new ConcurrentHashMap<>();

    private static final String FORGET_ALL = "set acknowledged_by = null";

    private final ModelDatabase database;
    private final Map<String, Effect> byWords = new HashMap<>();

    SendingStatements(ModelDatabase database) {
        this.database = database;
        byWords.put("set local lock_timeout", parameters -> NONE);
        byWords.put("order by send_at", this::due);
        byWords.put("returning c.address, c.lease_epoch, c.send_node", this::hold);
        byWords.put("set lease_owner = null, lease_until = null, send_at = clock_timestamp()", this::giveBack);
        byWords.put("send_failures = 0,", this::release);
        byWords.put("least(:most", this::pause);
        byWords.put("set send_node = :node", this::bind);
        byWords.put("set lowest_nonce = l.nonce", this::noteLowest);
        byWords.put("greatest(n.acknowledged_at, c.lowest_since)", this::overdue);
        byWords.put("l.nonce + :window", this::sendable);
        byWords.put("sent_at = coalesce(a.sent_at", this::recordAnswers);
    }

    /** Unknown words are a statement that the model has to learn. */
    Effect of(String sql) {
        String words = WORDS.get(sql);
        if (words == null) {
            words = words(sql);
            WORDS.put(sql, words);
        }
        return words.equals(FORGET_ALL) ? this::forgetAll : Objects.requireNonNull(byWords.get(words));
    }

    private String words(String sql) {
        List<String> found = byWords.keySet().stream().filter(sql::contains).toList();
        if (found.isEmpty() && sql.contains(FORGET_ALL)) {
            return FORGET_ALL;
        }
        if (found.size() != 1) {
            throw new IllegalStateException("the model knows " + found.size() + " statements like " + sql);
        }
        return found.getFirst();
    }

    private List<Map<String, Object>> due(Map<String, Object> parameters) {
        ModelAccount row = database.row();
        Long sendAt = row.sendAt;
        return sendAt != null && sendAt <= database.now() && row.leaseIsFree(database.now())
                ? List.of(Map.of("address", database.account.address().bytes()))
                : NONE;
    }

    private List<Map<String, Object>> hold(Map<String, Object> parameters) {
        ModelAccount row = database.row();
        Long epoch = ((Long[]) Objects.requireNonNull(parameters.get("epochs")))[0];
        boolean mine =
                Objects.equals(parameters.get("holder"), row.leaseOwner) && Objects.equals(epoch, row.leaseEpoch);
        boolean free = Boolean.TRUE.equals(parameters.get("taking")) && row.leaseIsFree(database.now());
        if (!mine && !free && (epoch == null || !database.bugged(Bug.OLD_LEASE_ACCEPTED))) {
            database.reach(epoch == null ? "sending, the lease not free" : "sending, the lease another's");
            return NONE;
        }
        row.leaseEpoch += mine ? 0 : 1;
        row.leaseOwner = (UUID) parameters.get("holder");
        row.leaseUntil = database.now() + number(parameters, "lease");
        row.sendAt = row.leaseUntil;
        Map<String, Object> values = new HashMap<>();
        values.put("address", database.account.address().bytes());
        values.put("lease_epoch", row.leaseEpoch);
        values.put("send_node", row.sendNode);
        return List.of(values);
    }

    private List<Map<String, Object>> giveBack(Map<String, Object> parameters) {
        ModelAccount row = database.row();
        if (!Objects.equals(parameters.get("holder"), row.leaseOwner)
                || number(parameters, "epoch") != row.leaseEpoch) {
            return NONE;
        }
        row.free();
        row.sendAt = database.now();
        return ONE;
    }

    private List<Map<String, Object>> release(Map<String, Object> parameters) {
        ModelAccount row = database.row();
        row.free();
        row.sendFailures = 0;
        List<ModelPayment> pending = database.pending();
        row.sendAt = null;
        if (!pending.isEmpty() && !database.bugged(Bug.NEVER_SENT_AGAIN)) {
            Long acknowledged = pending.getFirst().newest().acknowledgedAt;
            row.sendAt = Math.max(acknowledged == null ? database.now() : acknowledged, row.lowestSince)
                    + number(parameters, "again");
        }
        return ONE;
    }

    private List<Map<String, Object>> pause(Map<String, Object> parameters) {
        ModelAccount row = database.row();
        boolean progress = ((Boolean[]) Objects.requireNonNull(parameters.get("progress")))[0];
        long factor = progress ? 1 : 1L << Math.min(row.sendFailures, 30);
        row.free();
        row.sendAt = database.now() + Math.min(number(parameters, "most"), number(parameters, "backoff") * factor);
        row.sendFailures = progress ? 1 : Math.min(row.sendFailures + 1, 30);
        return ONE;
    }

    private List<Map<String, Object>> bind(Map<String, Object> parameters) {
        database.row().sendNode = (String) parameters.get("node");
        return ONE;
    }

    private List<Map<String, Object>> forgetAll(Map<String, Object> parameters) {
        database.forgetAcknowledgements();
        return ONE;
    }

    private List<Map<String, Object>> noteLowest(Map<String, Object> parameters) {
        ModelAccount row = database.row();
        List<ModelPayment> pending = database.pending();
        Long lowest = pending.isEmpty() ? null : pending.getFirst().nonce();
        if (Objects.equals(lowest, row.lowestNonce)) {
            return NONE;
        }
        row.lowestNonce = lowest;
        row.lowestSince = lowest == null ? database.now() : since(lowest);
        return ONE;
    }

    /** When the one before it stopped being the lowest. */
    private long since(long lowest) {
        return database.payments().stream()
                .filter(payment -> payment.nonce() == lowest - 1 && !payment.pending())
                .mapToLong(payment -> payment.updatedAt)
                .findFirst()
                .orElse(database.now());
    }

    private List<Map<String, Object>> overdue(Map<String, Object> parameters) {
        ModelAccount row = database.row();
        List<ModelPayment> pending = database.pending();
        if (pending.isEmpty() || database.bugged(Bug.NEVER_SENT_AGAIN)) {
            return NONE;
        }
        Long acknowledged = pending.getFirst().newest().acknowledgedAt;
        long since = acknowledged == null ? row.lowestSince : Math.max(acknowledged, row.lowestSince);
        return since <= database.now() - number(parameters, "again")
                ? List.of(Map.of("address", database.account.address().bytes()))
                : NONE;
    }

    private List<Map<String, Object>> sendable(Map<String, Object> parameters) {
        List<ModelPayment> pending = database.pending();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ModelPayment payment : pending) {
            if (payment.newest().acknowledgedBy == null
                    && payment.nonce() < pending.getFirst().nonce() + number(parameters, "window")) {
                rows.add(Map.of(
                        "sender",
                        database.account.address().bytes(),
                        "id",
                        payment.id(),
                        "ordinal",
                        payment.attempts.size(),
                        "raw",
                        given(payment).raw.value(),
                        "refused",
                        false));
            }
        }
        return rows;
    }

    private Attempted given(ModelPayment payment) {
        return database.bugged(Bug.FIRST_ATTEMPT_SENT) ? payment.attempts.getFirst() : payment.newest();
    }

    private List<Map<String, Object>> recordAnswers(Map<String, Object> parameters) {
        String[] ids = (String[]) Objects.requireNonNull(parameters.get("ids"));
        Integer[] ordinals = (Integer[]) Objects.requireNonNull(parameters.get("ordinals"));
        Boolean[] taken = (Boolean[]) Objects.requireNonNull(parameters.get("taken"));
        for (ModelPayment payment : database.payments()) {
            for (int i = 0; i < ids.length; i++) {
                if (payment.id().toString().equals(ids[i])) {
                    boolean wrong = database.bugged(Bug.ACKNOWLEDGED_FOR_ANOTHER);
                    acknowledge(
                            wrong ? payment.newest() : payment.attempts.get(ordinals[i] - 1),
                            taken[i] ? (String) parameters.get("node") : null);
                }
            }
        }
        return ONE;
    }

    private void acknowledge(Attempted attempt, @Nullable String node) {
        attempt.acknowledgedBy = node;
        attempt.acknowledgedAt = node == null ? attempt.acknowledgedAt : Long.valueOf(database.now());
    }

    private static long number(Map<String, Object> parameters, String name) {
        return ((Number) Objects.requireNonNull(parameters.get(name))).longValue();
    }
}
