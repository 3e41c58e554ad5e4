package io.dapp.transaction.core.follow;

import io.dapp.chain.Address;
import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import io.dapp.chain.TransactionHash;
import io.dapp.common.event.Event;
import io.dapp.common.outbox.Outbox;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentChange;
import io.dapp.transaction.core.record.PaymentEvents;
import io.dapp.transaction.core.record.PaymentStatus;
import io.dapp.transaction.core.record.PaymentStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Pending payments whose nonce something else has used. Only a chain's follower writes here, after it has locked its own
 * row, so that what it reads stays until it commits.
 */
final class UsedNonces {
    static final int AT_ONCE = 100;

    private final JdbcClient jdbc;
    private final PaymentStore payments;
    private final Resends resends;
    private final Outbox outbox;
    private final PaymentMeters meters;

    UsedNonces(JdbcClient jdbc, PaymentStore payments, Resends resends, Outbox outbox, PaymentMeters meters) {
        this.meters = meters;
        this.jdbc = jdbc;
        this.payments = payments;
        this.resends = resends;
        this.outbox = outbox;
    }

    /**
     * A payment that a node answered "nonce too low" a while ago, or that was sent elsewhere and no node knows any more, and
     * no block has told why.
     */
    record Overdue(
            UUID paymentId,
            boolean custodial,
            Address sender,
            long nonce,
            Instant createdAt,
            List<TransactionHash> attempts) {}

    /** The blocks that are known to use a pending payment's nonce. */
    Map<UUID, BlockRef> taken(ChainId chain) {
        Map<UUID, BlockRef> taken = new LinkedHashMap<>();
        jdbc.sql("""
                        select id, nonce_taken_number, nonce_taken_hash from payment
                         where chain_id = ? and status = 'pending' and kind = 'custodial'
                           and nonce_taken_number is not null
                        """).param(chain.value()).query(row -> {
            taken.put(
                    row.getObject("id", UUID.class),
                    new BlockRef(row.getLong("nonce_taken_number"), BlockHash.of(row.getBytes("nonce_taken_hash"))));
        });
        return taken;
    }

    /** Accounts with a payment whose nonce is taken in a block up to this one. */
    List<Address> accounts(ChainId chain, long upTo) {
        return jdbc.sql("""
                        select distinct sender from payment
                         where chain_id = ? and status = 'pending' and kind = 'custodial' and nonce_taken_number <= ?
                        """)
                .param(chain.value())
                .param(upTo)
                .query((row, index) -> Address.of(row.getBytes("sender")))
                .list();
    }

    /** Notes by which block each nonce is taken; null: by none any more. */
    void mark(Map<UUID, @Nullable BlockRef> changed) {
        if (changed.isEmpty()) {
            return;
        }
        List<String> ids = new ArrayList<>();
        List<@Nullable Long> numbers = new ArrayList<>();
        List<byte @Nullable []> hashes = new ArrayList<>();
        changed.forEach((id, block) -> {
            ids.add(id.toString());
            numbers.add(block == null ? null : block.number());
            hashes.add(block == null ? null : block.hash().bytes());
        });
        jdbc.sql("""
                        update payment p set nonce_taken_number = c.number, nonce_taken_hash = c.hash
                          from unnest(:ids::uuid[], :numbers::bigint[], :hashes::bytea[]) as c (id, number, hash)
                         where p.id = c.id
                        """)
                .param("ids", ids.toArray(String[]::new))
                .param("numbers", numbers.toArray(Long[]::new))
                .param("hashes", hashes.toArray(byte[][]::new))
                .update();
    }

    /** @param without those that are not to be looked into now */
    List<Overdue> overdue(ChainId chain, Duration waited, Collection<UUID> without) {
        return jdbc.sql("""
                        select p.id, p.kind = 'custodial' as custodial, p.sender, p.nonce, p.created_at, array_agg(a.hash) as hashes
                          from payment p
                          join attempt a on a.payment_id = p.id
                         where p.chain_id = ? and p.status = 'pending' and p.nonce is not null
                           and p.nonce_taken_number is null
                           and p.updated_at <= clock_timestamp() - ? * interval '1 ms'
                           and p.id <> all(?::uuid[])
                         group by p.id
                        having bool_or(a.last_answer in ('nonce_too_low', 'unknown'))
                         order by p.kind <> 'custodial', p.sender, p.nonce
                         limit ?
                        """)
                .param(chain.value())
                .param(waited.toMillis())
                .param(without.stream().map(UUID::toString).toArray(String[]::new))
                .param(AT_ONCE)
                .query(UsedNonces::overdue)
                .list();
    }

    private static Overdue overdue(ResultSet row, int index) throws SQLException {
        List<TransactionHash> hashes = new ArrayList<>();
        for (byte[] hash : (byte[][]) row.getArray("hashes").getArray()) {
            hashes.add(TransactionHash.of(hash));
        }
        return new Overdue(
                row.getObject("id", UUID.class),
                row.getBoolean("custodial"),
                Address.of(row.getBytes("sender")),
                row.getLong("nonce"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                List.copyOf(hashes));
    }

    /** No new payment gets a nonce below these counts, which are of a final block; inside the caller's transaction. */
    void raiseLines(ChainId chain, Map<Address, Long> counts) {
        resends.lock(chain, counts.keySet());
        counts.forEach((account, count) -> jdbc.sql("""
                        update account set next_nonce = greatest(next_nonce, ?) where chain_id = ? and address = ?
                        """)
                .param(count)
                .param(chain.value())
                .param(account.bytes())
                .update());
    }

    /**
     * Ends payments whose nonce a final block has used, inside the caller's transaction, and lets their lines go on.
     *
     * @param lost those that can never be mined
     * @param mined those that this block holds
     * @return the accounts to send
     */
    List<Address> settle(
            ChainId chain,
            Collection<Overdue> lost,
            Collection<Mined> mined,
            Map<Address, Long> counts,
            long head,
            @Nullable Integer required) {
        raiseLines(chain, counts);
        Instant at = jdbc.sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        Map<UUID, Mined> inBlocks = new LinkedHashMap<>();
        mined.forEach(one -> inBlocks.put(one.paymentId(), one));
        List<UUID> ids = new ArrayList<>(inBlocks.keySet());
        lost.forEach(one -> ids.add(one.paymentId()));
        List<Payment> next = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        for (Payment payment : payments.lock(ids)) {
            if (payment.status() != PaymentStatus.PENDING) {
                continue;
            }
            Mined one = inBlocks.get(payment.id());
            Payment ended;
            if (one == null) {
                ended = payment.replaced(at);
            } else {
                Payment confirmed = payment.inBlock(
                        one.receipt().block(), one.receipt().hash(), one.outcome(), one.revertReason(), at);
                events.add(PaymentEvents.changed(confirmed, PaymentChange.CONFIRMED, head, required));
                ended = confirmed.settled(at);
            }
            boolean failed = ended.status() == PaymentStatus.FAILED;
            events.add(PaymentEvents.changed(
                    ended, failed ? PaymentChange.FAILED : PaymentChange.FINALIZED, head, required));
            next.add(ended);
        }
        payments.update(next);
        meters.changed(chain, next);
        outbox.append(events);
        TreeSet<Address> accounts = new TreeSet<>();
        next.stream().filter(Payment::custodial).forEach(payment -> accounts.add(payment.requireSender()));
        return accounts.isEmpty() ? List.of() : resends.due(chain, accounts);
    }
}
