package io.dapp.system.platform;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL holds, looked at from outside of every service. */
public final class Records {
    private static final UUID NOBODY = new UUID(0, 0);

    private static final int VALID_WITHIN_SECONDS = 5;

    private final DatabaseServer database;
    private @Nullable Connection connection;

    Records(DatabaseServer database) {
        this.database = database;
    }

    public String status(String payment) {
        return String.join("", texts("select status from transaction.payment where id = ?", UUID.fromString(payment)));
    }

    /** Types and versions of a payment's events, in their order. */
    public List<String> events(String payment) {
        return texts(
                "select type || ' ' || version from transaction.event where topic = 'transactions' and key = ? order by id",
                payment);
    }

    public List<String> nonces(String address) {
        return texts(
                "select nonce::text from transaction.payment where sender = decode(substr(?, 3), 'hex') order by payment.nonce",
                address);
    }

    public List<String> statuses(String address) {
        return texts(
                "select distinct status from transaction.payment where sender = decode(substr(?, 3), 'hex')", address);
    }

    /** A wallet's key as its row keeps it, in hexadecimal: what it was encrypted with, and what came out. */
    List<String> encryptedKey(String address) {
        return texts("""
                        select unnest(array[encode(key_iv, 'hex'), encode(key_ciphertext, 'hex')])
                        from transaction.wallet where address = decode(substr(?, 3), 'hex')""", address);
    }

    public long payments(UUID owner) {
        return Long.parseLong(texts("select count(*)::text from transaction.payment where owner_id = ?", owner)
                .getFirst());
    }

    /** How many of the user's payments no block holds. */
    public long pending(UUID owner) {
        return Long.parseLong(
                texts("select count(*)::text from transaction.payment where owner_id = ? and status = 'pending'", owner)
                        .getFirst());
    }

    /** Everything that accepting a payment of anybody writes: payments, attempts, events, keys. */
    public long rowsOfPayments() {
        return Long.parseLong(texts("""
                        select ((select count(*) from transaction.payment) + (select count(*) from transaction.attempt)
                            + (select count(*) from transaction.event where topic <> 'chain')
                            + (select count(*) from transaction.idempotency_key))::text""").getFirst());
    }

    /** How many signed forms a payment has. */
    public long attempts(String payment) {
        return Long.parseLong(
                texts("select count(*)::text from transaction.attempt where payment_id = ?", UUID.fromString(payment))
                        .getFirst());
    }

    /**
     * A payment that has ended in a block.
     *
     * @param hash of the attempt that is in it
     */
    public record Placed(String id, String hash, long blockNumber, String blockHash, boolean reverted) {}

    /** All that has ended in blocks, of every wallet that has paid to {@code address}. */
    public List<Placed> placedByPayersOf(String address) {
        return texts("""
                        select concat_ws(' ', id, '0x' || encode(hash, 'hex'), block_number,
                                         '0x' || encode(block_hash, 'hex'), outcome = 'reverted')
                          from transaction.payment
                         where status in ('finalized', 'failed') and block_number is not null
                           and sender in (select sender from transaction.payment
                                           where recipient = decode(substr(?, 3), 'hex'))
                         order by block_number, nonce""", address).stream()
                .map(row -> row.split(" ", -1))
                .map(row -> new Placed(row[0], row[1], Long.parseLong(row[2]), row[3], row[4].equals("t")))
                .toList();
    }

    /** Events that stand in the user's stream, in its order: record, type. */
    public List<String> stream(UUID user) {
        return texts(
                "select record_id::text || ' ' || type from notification.notification where user_id = ? order by user_offset",
                user);
    }

    /** The signed bytes of a payment's first attempt. */
    public String raw(String payment) {
        return texts(
                        "select '0x' || encode(raw, 'hex') from transaction.attempt where payment_id = ? order by ordinal",
                        UUID.fromString(payment))
                .getFirst();
    }

    /** Events of the monitoring topic that are not published yet. */
    public long unpublished() {
        return Long.parseLong(texts("select count(*)::text from transaction.event where published_at is null")
                .getFirst());
    }

    /** From now on an answer is kept under a key of nobody's to a payment that is not there. */
    public void keepAnswerToNothing() {
        texts("""
                insert into transaction.idempotency_key (owner_id, operation, key, request_hash, status, answer)
                values (?, 'POST /nothing', 'nothing', '\\x00', 202, json_build_object('transaction_id', gen_random_uuid()))
                returning key""", NOBODY);
    }

    /** Takes {@link #keepAnswerToNothing} back. */
    public void forgetAnswerToNothing() {
        texts("delete from transaction.idempotency_key where owner_id = ? returning key", NOBODY);
    }

    /** The newest block that the follower holds. */
    public long followedTo() {
        return Long.parseLong(texts("select coalesce(max(cursor_number), 0)::text from transaction.follower")
                .getFirst());
    }

    public long followerEpoch() {
        return Long.parseLong(
                texts("select max(lease_epoch)::text from transaction.follower").getFirst());
    }

    private synchronized List<String> texts(String sql, Object... parameters) {
        try (PreparedStatement statement = connection().prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Kept, as most of a question's time would go into connecting; another one after the server was killed. */
    private Connection connection() throws SQLException {
        Connection kept = connection;
        if (kept == null || !kept.isValid(VALID_WITHIN_SECONDS)) {
            if (kept != null) {
                kept.close();
            }
            kept = database.administer();
            connection = kept;
        }
        return kept;
    }
}
