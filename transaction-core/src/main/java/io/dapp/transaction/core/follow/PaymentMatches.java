package io.dapp.transaction.core.follow;

import io.dapp.chain.Address;
import io.dapp.chain.Block;
import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import io.dapp.chain.Nonce;
import io.dapp.chain.TransactionHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which payments a chain's blocks are about, by one statement each. Asked of the primary, where commits precede sends. */
final class PaymentMatches {
    private final JdbcClient jdbc;

    PaymentMatches(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A transaction that uses a payment's nonce.
     *
     * @param ours whether it is one of the payment's attempts; otherwise the account's key was used elsewhere
     */
    record Match(TransactionHash hash, UUID paymentId, Address sender, boolean ours) {}

    /** Whether any payment of the chain can still change by a block. */
    boolean anyOpen(ChainId chain) {
        return jdbc.sql("select exists (select from payment where chain_id = ? and status in ('pending', 'confirmed'))")
                .param(chain.value())
                .query(Boolean.class)
                .single();
    }

    /** Open payments among these blocks' transactions, by hash and by (sender, nonce). */
    List<Match> in(ChainId chain, List<Block> blocks) {
        List<byte[]> hashes = new ArrayList<>();
        List<byte @Nullable []> senders = new ArrayList<>();
        List<@Nullable Long> nonces = new ArrayList<>();
        for (Block block : blocks) {
            for (Block.Transaction transaction : block.transactions()) {
                Address sender = transaction.sender();
                Nonce nonce = transaction.nonce();
                hashes.add(transaction.hash().bytes());
                senders.add(sender == null ? null : sender.bytes());
                nonces.add(nonce == null ? null : nonce.value());
            }
        }
        if (hashes.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                        with mined as materialized (
                            select * from unnest(:hashes::bytea[], :senders::bytea[], :nonces::bigint[])
                                       as t (hash, sender, nonce))
                        select m.hash, p.id, p.sender, true as ours
                          from mined m
                          join attempt a on a.hash = m.hash and a.chain_id = :chain
                          join payment p on p.id = a.payment_id
                         where p.kind = 'custodial' and p.status in ('pending', 'confirmed')
                        union all
                        select m.hash, p.id, p.sender, false
                          from mined m
                          join payment p on p.chain_id = :chain and p.sender = m.sender and p.nonce = m.nonce
                         where p.kind = 'custodial' and p.status in ('pending', 'confirmed')
                           and not exists (select from attempt a where a.payment_id = p.id and a.hash = m.hash)
                        """)
                .param("hashes", hashes.toArray(byte[][]::new))
                .param("senders", senders.toArray(byte[][]::new))
                .param("nonces", nonces.toArray(Long[]::new))
                .param("chain", chain.value())
                .query((row, index) -> new Match(
                        TransactionHash.of(row.getBytes("hash")),
                        row.getObject("id", UUID.class),
                        Address.of(row.getBytes("sender")),
                        row.getBoolean("ours")))
                .list();
    }

    /** An attempt of a payment that can still change; {@code block}: where the payment is held to be. */
    record OpenAttempt(
            UUID paymentId,
            Address sender,
            TransactionHash hash,
            @Nullable BlockRef block) {}

    List<OpenAttempt> openAttempts(ChainId chain) {
        return jdbc.sql("""
                        select p.id, p.sender, a.hash, p.block_number, p.block_hash
                          from payment p
                          join attempt a on a.payment_id = p.id
                         where p.chain_id = ? and p.status in ('pending', 'confirmed') and p.kind = 'custodial'
                        """)
                .param(chain.value())
                .query((row, index) -> {
                    byte[] block = row.getBytes("block_hash");
                    return new OpenAttempt(
                            row.getObject("id", UUID.class),
                            Address.of(row.getBytes("sender")),
                            TransactionHash.of(row.getBytes("hash")),
                            block == null ? null : new BlockRef(row.getLong("block_number"), BlockHash.of(block)));
                })
                .list();
    }

    /** Confirmed payments above the fork: what a reorg drops. */
    List<UUID> above(ChainId chain, long fork) {
        return jdbc.sql("""
                        select id from payment
                         where chain_id = ? and status = 'confirmed' and kind = 'custodial' and block_number > ?
                        """).param(chain.value()).param(fork).query(UUID.class).list();
    }

    /** Confirmed payments up to a block, the oldest first: what is final with it. */
    List<UUID> upTo(ChainId chain, long number, int atMost) {
        return jdbc.sql("""
                        select id from payment
                         where chain_id = ? and status = 'confirmed' and kind = 'custodial' and block_number <= ?
                         order by block_number limit ?
                        """)
                .param(chain.value())
                .param(number)
                .param(atMost)
                .query(UUID.class)
                .list();
    }

    /** The accounts of these payments. */
    List<Address> senders(Collection<UUID> ids) {
        return jdbc.sql("select distinct sender from payment where id = any(?::uuid[])")
                .param(ids.stream().map(UUID::toString).toArray(String[]::new))
                .query((row, index) -> Address.of(row.getBytes("sender")))
                .list();
    }
}
