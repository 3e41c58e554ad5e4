package io.dapp.transaction.core.audit;

import io.dapp.chain.Address;
import io.dapp.chain.Block;
import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import io.dapp.chain.Receipt;
import io.dapp.chain.TransactionHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether one node's chain, as of the record's last final block, agrees with the record. */
final class ChainChecks {
    private final JdbcClient jdbc;
    private final AuditSettings settings;

    ChainChecks(JdbcClient jdbc, AuditSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    private record Recorded(
            UUID id,
            String status,
            @Nullable String outcome,
            TransactionHash current,
            TransactionHash attempt,
            @Nullable BlockRef block,
            boolean settled) {}

    /** The record's last final block; null: the chain was never followed. */
    @Nullable
    BlockRef lastFinal(Chain chain) {
        return jdbc.sql("select final_number, final_hash from follower where chain_id = ? and final_number is not null")
                .param(chain.id().value())
                .query((row, index) -> new BlockRef(row.getLong(1), BlockHash.of(row.getBytes(2))))
                .optional()
                .orElse(null);
    }

    /** A hash that was only watched and not found in time may be mined later: its record promises nothing of it. */
    void page(Chain chain, Node node, BlockRef lastFinal, UUID after, UUID last, AuditReport report) {
        List<Recorded> recorded = jdbc.sql("""
                        select p.id, p.status, p.outcome, p.hash as current, a.hash, p.block_number, p.block_hash,
                               p.updated_at < clock_timestamp() - ? * interval '1 ms' as settled
                          from payment p join attempt a on a.payment_id = p.id
                         where p.id > ? and p.id <= ? and p.chain_id = ?
                           and (p.kind <> 'tracked' or p.reason is distinct from 'not_found')
                        """)
                .param(settings.settledWithin().toMillis())
                .param(after)
                .param(last)
                .param(chain.id().value())
                .query((row, index) -> {
                    byte[] block = row.getBytes("block_hash");
                    return new Recorded(
                            row.getObject("id", UUID.class),
                            row.getString("status"),
                            row.getString("outcome"),
                            TransactionHash.of(row.getBytes("current")),
                            TransactionHash.of(row.getBytes("hash")),
                            block == null ? null : new BlockRef(row.getLong("block_number"), BlockHash.of(block)),
                            row.getBoolean("settled"));
                })
                .list();
        report.looked(Check.CHAIN, recorded.size());
        Set<TransactionHash> hashes = new HashSet<>();
        recorded.forEach(one -> hashes.add(one.attempt()));
        Map<TransactionHash, Receipt> receipts = new HashMap<>();
        node.receipts(hashes).forEach(receipt -> receipts.put(receipt.hash(), receipt));
        // What has become final a moment ago may still be told as confirmed.
        long settled = lastFinal.number()
                - settings.settledWithin().toMillis()
                        / Math.max(1, chain.settings().blockTime().toMillis());
        Blocks blocks = new Blocks(node, new HashMap<>());
        recorded.forEach(one -> judge(one, receipts.get(one.attempt()), blocks, lastFinal, settled, report));
    }

    /** The node's canonical blocks by their numbers, each asked for once. */
    private record Blocks(Node node, Map<Long, Optional<Block>> known) {
        @Nullable
        Block at(long number) {
            return known.computeIfAbsent(number, key -> Optional.ofNullable(node.block(key, false)))
                    .orElse(null);
        }
    }

    /** What is not final may change between record and node; it is not judged. */
    private static void judge(
            Recorded one,
            @Nullable Receipt receipt,
            Blocks blocks,
            BlockRef lastFinal,
            long settled,
            AuditReport report) {
        BlockRef block = one.block();
        boolean here = block != null && one.attempt().equals(one.current()) && block.number() <= lastFinal.number();
        if (!here || block == null) {
            if (receipt != null && receipt.block().number() <= settled && one.settled()) {
                long number = receipt.block().number();
                wrong(one, "is in final block " + number + ", and recorded as " + one.status(), report);
            }
        } else if (receipt == null) {
            missing(one, block, blocks.at(block.number()), report);
        } else if (!receipt.block().equals(block)) {
            wrong(one, "is recorded in block " + block + ", and is in " + receipt.block(), report);
        } else if (receipt.succeeded() == "reverted".equals(one.outcome())) {
            wrong(one, "is recorded as " + one.outcome() + ", and did not end so", report);
        } else if (one.status().equals("confirmed") && block.number() <= settled && one.settled()) {
            wrong(one, "is in a final block for long, and only confirmed", report);
        }
    }

    /** Many nodes keep blocks for longer than receipts: where it has the block, that says whether it holds it. */
    private static void missing(Recorded one, BlockRef block, @Nullable Block there, AuditReport report) {
        if (there == null) {
            report.unclear(Check.CHAIN);
        } else if (!there.header().ref().equals(block)) {
            wrong(
                    one,
                    "is recorded in block " + block + ", and the chain has "
                            + there.header().ref(),
                    report);
        } else if (there.transactions().stream().noneMatch(held -> held.hash().equals(one.attempt()))) {
            wrong(one, "is recorded in block " + block + ", which does not hold it", report);
        } else {
            report.unclear(Check.CHAIN);
        }
    }

    private static void wrong(Recorded one, String what, AuditReport report) {
        report.found(Check.CHAIN, one.id() + " " + one.attempt(), what);
    }

    private record Hole(Address account, long nonce, String what) {}

    /** Below what blocks have used, a number may be missing: something else used it. Above, everything waits for it. */
    void gaps(Chain chain, Node node, BlockRef lastFinal, AuditReport report) {
        report.looked(
                Check.GAPS,
                jdbc.sql("select count(*) from account where chain_id = ?")
                        .param(chain.id().value())
                        .query(Long.class)
                        .single());
        List<Hole> holes = jdbc.sql("""
                        select p.sender, p.nonce, 'nonce ' || (p.nonce - 1) || ' has no payment' as what
                          from payment p
                          join account a on a.chain_id = p.chain_id and a.address = p.sender
                         where p.chain_id = :chain and p.kind = 'custodial' and p.status in ('pending', 'confirmed')
                           and p.nonce > 0
                           and not exists (select from payment b
                                            where b.chain_id = p.chain_id and b.sender = p.sender
                                              and b.nonce = p.nonce - 1 and b.kind = 'custodial')
                        union all
                        select a.address, a.next_nonce, 'its next nonce is ' || a.next_nonce || ', its last payment''s '
                                                        || coalesce(n.nonce::text, 'none')
                          from account a
                          cross join lateral (select max(nonce) as nonce from payment p
                                               where p.chain_id = a.chain_id and p.sender = a.address
                                                 and p.kind = 'custodial') n
                         where a.chain_id = :chain and a.next_nonce > coalesce(n.nonce + 1, 0)
                        """)
                .param("chain", chain.id().value())
                .query((row, index) -> new Hole(Address.of(row.getBytes(1)), row.getLong(2), row.getString(3)))
                .list();
        Map<Address, Long> counts = new HashMap<>();
        List<Address> unknown = new ArrayList<>();
        for (Hole hole : holes) {
            if (unknown.contains(hole.account())) {
                continue;
            }
            try {
                long used =
                        counts.computeIfAbsent(hole.account(), account -> node.transactionCount(account, lastFinal));
                if (used < hole.nonce()) {
                    report.found(Check.GAPS, hole.account().toString(), hole.what() + "; " + used + " are used");
                }
            } catch (ChainUnavailableException e) {
                unknown.add(hole.account());
                report.unclear(Check.GAPS);
            }
        }
    }
}
