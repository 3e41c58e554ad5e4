package io.dapp.transaction.core.follow;

import io.dapp.chain.Block;
import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.outside.OutsideSettings;
import io.dapp.transaction.core.record.PaymentKind;
import io.dapp.transaction.core.record.PaymentStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * When transactions that were signed elsewhere are looked up, and what is known of them meanwhile. All but new records are
 * written under the follower's row lock, so that these statements never meet each other.
 */
final class OutsideLookups {
    private static final String UNKNOWN = "unknown";

    private final JdbcClient jdbc;
    private final OutsideSettings settings;

    OutsideLookups(JdbcClient jdbc, OutsideSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * A record that has to be looked up.
     *
     * @param raw the bytes that are sent from here; null: it is only watched
     * @param block where it is recorded to be
     * @param taken which block used its nonce for something else
     * @param seen whether any node has ever shown it
     * @param overdue whether it was to be found by now, when this was read
     */
    record Due(
            UUID paymentId,
            PaymentKind kind,
            PaymentStatus status,
            TransactionHash hash,
            @Nullable Bytes raw,
            @Nullable BlockRef block,
            @Nullable BlockRef taken,
            boolean seen,
            boolean overdue) {}

    /**
     * Marks what these blocks hold of them, or have used the nonces of, to be looked up next; in the transaction that moves
     * the cursor over the blocks. A record that this does not see is younger, and looked up for the first time after it.
     */
    void mark(ChainId chain, List<Block> blocks) {
        List<byte[]> hashes = new ArrayList<>();
        List<byte @Nullable []> senders = new ArrayList<>();
        List<@Nullable Long> nonces = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        List<byte[]> holders = new ArrayList<>();
        for (Block block : blocks) {
            for (Block.Transaction transaction : block.transactions()) {
                hashes.add(transaction.hash().bytes());
                senders.add(
                        transaction.sender() == null
                                ? null
                                : transaction.sender().bytes());
                nonces.add(
                        transaction.nonce() == null ? null : transaction.nonce().value());
                numbers.add(block.header().number());
                holders.add(block.header().hash().bytes());
            }
        }
        if (hashes.isEmpty() || !anyPending(chain)) {
            return;
        }
        jdbc.sql("""
                        update outside_payment o
                           set look_at = '-infinity'
                          from unnest(:hashes::bytea[]) as m (hash)
                          join attempt a on a.hash = m.hash and a.chain_id = :chain
                         where o.payment_id = a.payment_id and o.look_at is not null
                        """)
                .param("hashes", hashes.toArray(byte[][]::new))
                .param("chain", chain.value())
                .update();
        jdbc.sql("""
                        update outside_payment o
                           set taken_number = m.number, taken_hash = m.holder,
                               look_at = least(o.look_at, statement_timestamp())
                          from unnest(:hashes::bytea[], :senders::bytea[], :nonces::bigint[], :numbers::bigint[],
                                      :holders::bytea[]) as m (hash, sender, nonce, number, holder)
                          join payment p on p.chain_id = :chain and p.sender = m.sender and p.nonce = m.nonce
                         where p.kind <> 'custodial' and p.status = 'pending' and p.hash <> m.hash
                           and o.payment_id = p.id
                        """)
                .param("hashes", hashes.toArray(byte[][]::new))
                .param("senders", senders.toArray(byte[][]::new))
                .param("nonces", nonces.toArray(Long[]::new))
                .param("numbers", numbers.toArray(Long[]::new))
                .param("holders", holders.toArray(byte[][]::new))
                .param("chain", chain.value())
                .update();
    }

    private boolean anyPending(ChainId chain) {
        return jdbc.sql("select exists (select from outside_payment where chain_id = ? and look_at is not null)")
                .param(chain.value())
                .query(Boolean.class)
                .single();
    }

    /**
     * What there is to do about them: those whose block is final or no longer held, and pending ones whose time has come,
     * the most urgent first. Which block is held is asked here, not marked: what is marked can be forgotten.
     */
    List<Due> due(ChainId chain) {
        return jdbc.sql("""
                        with f as (select final_number from follower where chain_id = :chain),
                        ids as (
                            (select p.id from f, payment p join outside_payment o on o.payment_id = p.id
                              where p.chain_id = :chain and p.status = 'confirmed' and p.kind <> 'custodial'
                                and (p.block_number <= f.final_number
                                     or not exists (select from held_block h
                                                     where h.chain_id = p.chain_id and h.number = p.block_number
                                                       and h.hash = p.block_hash))
                                and (o.look_at = 'infinity' or o.look_at <= statement_timestamp())
                              order by p.block_number limit :limit)
                            union
                            (select o.payment_id from outside_payment o join payment p on p.id = o.payment_id
                              where o.chain_id = :chain and o.look_at <= statement_timestamp() and p.status = 'pending'
                              order by o.look_at limit :limit))
                        select p.id, p.kind, p.status, p.hash, p.block_number, p.block_hash, o.taken_number, o.taken_hash,
                               p.sender is not null as seen, a.raw,
                               coalesce(o.deadline <= statement_timestamp(), false) as overdue
                          from ids
                          join payment p using (id)
                          join outside_payment o on o.payment_id = p.id
                          join attempt a on a.payment_id = p.id and a.ordinal = 1
                         order by p.sender, p.nonce
                        """)
                .param("chain", chain.value())
                .param("limit", settings.lookedUpAtOnce())
                .query(OutsideLookups::due)
                .list();
    }

    private static Due due(ResultSet row, int index) throws SQLException {
        byte[] raw = row.getBytes("raw");
        return new Due(
                row.getObject("id", UUID.class),
                PaymentKind.of(row.getString("kind")),
                PaymentStatus.of(row.getString("status")),
                TransactionHash.of(row.getBytes("hash")),
                raw == null ? null : new Bytes(raw),
                ref(row, "block"),
                ref(row, "taken"),
                row.getBoolean("seen"),
                row.getBoolean("overdue"));
    }

    private static @Nullable BlockRef ref(ResultSet row, String which) throws SQLException {
        byte[] hash = row.getBytes(which + "_hash");
        return hash == null ? null : new BlockRef(row.getLong(which + "_number"), BlockHash.of(hash));
    }

    /**
     * When they are looked up next. Pending ones: soon at first, then after half as long as they are old already, and at
     * their deadline; a confirmed one that could not be judged the same; one that a block holds when that is final or
     * gone; never again what has ended.
     *
     * @param changed those that this look has changed
     */
    void schedule(Collection<UUID> payments, Collection<UUID> changed) {
        jdbc.sql("""
                        update outside_payment o
                           set look_at = case
                                   when p.status = 'confirmed' and p.id = any(:changed::uuid[]) then 'infinity'
                                   when p.status = 'pending' and p.id = any(:changed::uuid[]) then statement_timestamp()
                                   when p.status in ('pending', 'confirmed') then
                                       least(statement_timestamp()
                                                 + greatest(:least * interval '1 ms',
                                                            least(case when o.taken_number is null then :most
                                                                       else 5 * :least end * interval '1 ms',
                                                                  (statement_timestamp() - p.created_at) / 2)),
                                             case when o.deadline > statement_timestamp() then o.deadline end) end
                          from payment p
                         where o.payment_id = any(:ids::uuid[]) and p.id = o.payment_id
                        """)
                .param("least", settings.lookAgainAfter().toMillis())
                .param("most", settings.lookAgainAtMost().toMillis())
                .param("ids", texts(payments))
                .param("changed", texts(changed))
                .update();
    }

    /** A node came (back): its pool may be empty, whatever it acknowledged before. */
    void lookAgain(ChainId chain, String node) {
        jdbc.sql("""
                        update outside_payment o
                           set look_at = statement_timestamp()
                          from attempt a
                         where o.chain_id = ? and o.look_at > statement_timestamp() and o.look_at <> 'infinity'
                           and a.payment_id = o.payment_id and a.acknowledged_by = ?
                        """).param(chain.value()).param(node).update();
    }

    /** Another block than the one that was marked holds the chain now: nothing is known to use their nonces. */
    void untake(Collection<UUID> payments) {
        jdbc.sql("update outside_payment set taken_number = null, taken_hash = null where payment_id = any(?::uuid[])")
                .param(texts(payments))
                .update();
    }

    /** That a node was given one's bytes, and what it said; null: it has them. */
    void sent(UUID payment, String node, @Nullable String answer) {
        jdbc.sql("""
                        update attempt
                           set sent_at = coalesce(sent_at, clock_timestamp()), last_answer = :answer,
                               acknowledged_at = case when :answer::text is null then clock_timestamp()
                                                      else acknowledged_at end,
                               acknowledged_by = case when :answer::text is null then :node end
                         where payment_id = :payment
                        """)
                .param("payment", payment)
                .param("node", node)
                .param("answer", answer)
                .update();
    }

    /** Whether a node that had shown it knows it no more: then something else may have used its nonce. */
    void noteUnknown(Collection<UUID> payments, boolean unknown) {
        jdbc.sql(
                        "update attempt set last_answer = ? where payment_id = any(?::uuid[]) and last_answer is distinct from ?")
                .param(unknown ? UNKNOWN : null)
                .param(texts(payments))
                .param(unknown ? UNKNOWN : null)
                .update();
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}
