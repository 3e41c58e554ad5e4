package io.dapp.transaction.core.idempotency;

import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.PaymentError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The stored keys and their answers. */
public final class IdempotencyKeys {
    private final JdbcClient jdbc;

    public IdempotencyKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The answer that this request was given before.
     *
     * @throws ProblemException {@code idempotency_key_reused} when the key was used with another body
     */
    public Optional<StoredAnswer> find(IdempotencyKey key) {
        return find(List.of(key)).stream().findFirst().map(stored -> stored.answerTo(key));
    }

    /** Those of the keys that are stored, whatever their bodies. */
    public List<Stored> find(Collection<IdempotencyKey> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                        select k.owner_id, k.operation, k.key, k.request_hash, k.status, k.answer
                          from unnest(?::uuid[], ?::text[], ?::text[]) as asked (owner_id, operation, key)
                          join idempotency_key k using (owner_id, operation, key)
                        """)
                .param(texts(keys.stream().map(key -> key.ownerId().toString())))
                .param(texts(keys.stream().map(IdempotencyKey::operation)))
                .param(texts(keys.stream().map(IdempotencyKey::key)))
                .query((row, index) -> new Stored(
                        new IdempotencyKey(
                                row.getObject("owner_id", UUID.class),
                                row.getString("operation"),
                                row.getString("key"),
                                new Bytes(row.getBytes("request_hash"))),
                        new StoredAnswer(row.getInt("status"), row.getString("answer"))))
                .list();
    }

    /**
     * Stores answers in the caller's transaction, in the one order in which keys are locked; waits for another transaction
     * that is storing one of these keys.
     *
     * @return false when that one has committed: the caller's transaction must be rolled back and begin anew, where it
     *     finds the other's answer
     */
    public boolean insert(List<Stored> answers) {
        if (answers.isEmpty()) {
            return true;
        }
        List<Stored> sorted = new ArrayList<>(answers);
        sorted.sort((one, other) -> IdempotencyKey.ORDER.compare(one.key(), other.key()));
        int inserted = jdbc.sql("""
                        insert into idempotency_key (owner_id, operation, key, request_hash, status, answer)
                        select *
                          from unnest(?::uuid[], ?::text[], ?::text[], ?::bytea[], ?::int[], ?::json[])
                        on conflict do nothing
                        """)
                .param(texts(
                        sorted.stream().map(stored -> stored.key().ownerId().toString())))
                .param(texts(sorted.stream().map(stored -> stored.key().operation())))
                .param(texts(sorted.stream().map(stored -> stored.key().key())))
                .param(sorted.stream()
                        .map(stored -> stored.key().requestHash().value())
                        .toArray(byte[][]::new))
                .param(sorted.stream().map(stored -> stored.answer().status()).toArray(Integer[]::new))
                .param(texts(sorted.stream().map(stored -> stored.answer().json())))
                .update();
        return inserted == sorted.size();
    }

    private static String[] texts(Stream<String> values) {
        return values.toArray(String[]::new);
    }

    /** A key and the answer it was given. */
    public record Stored(IdempotencyKey key, StoredAnswer answer) {
        /**
         * The answer to a request under this key.
         *
         * @throws ProblemException {@code idempotency_key_reused} when its body is another one
         */
        public StoredAnswer answerTo(IdempotencyKey asked) {
            if (!key.requestHash().equals(asked.requestHash())) {
                throw new ProblemException(
                        PaymentError.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key was used with another body.");
            }
            return answer;
        }
    }
}
