package io.dapp.transaction.core.audit;

import io.dapp.chain.Address;
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

    void page(Chain chain, Node node, BlockRef lastFinal, UUID after, UUID last, AuditReport report) {
        List<Recorded> recorded = jdbc.sql("""
                        select p.id, p.status, p.outcome, p.hash as current, a.hash, p.block_number, p.block_hash,
                               p.updated_at < clock_timestamp() - ? * interval '1 ms' as settled
                          from payment p join attempt a on a.payment_id = p.id
                         where p.id > ? and p.id <= ? and p.chain_id = ?
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
        recorded.forEach(one -> judge(one, receipts.get(one.attempt()), lastFinal, settled, report));
    }

    /** What is not final may change between record and node; it is not judged. */
    private static void judge(
            Recorded one, @Nullable Receipt receipt, BlockRef lastFinal, long settled, AuditReport report) {
        String about = one.id() + " " + one.attempt();
        BlockRef block = one.block();
        boolean here = block != null && one.attempt().equals(one.current()) && block.number() <= lastFinal.number();
        if (!here || block == null) {
            if (receipt != null && receipt.block().number() <= settled && one.settled()) {
                long number = receipt.block().number();
                report.found(Check.CHAIN, about, "is in final block " + number + ", and recorded as " + one.status());
            }
        } else if (receipt == null) {
            report.unclear(Check.CHAIN);
        } else if (!receipt.block().equals(block)) {
            report.found(Check.CHAIN, about, "is recorded in block " + block + ", and is in " + receipt.block());
        } else if (receipt.succeeded() == "reverted".equals(one.outcome())) {
            report.found(Check.CHAIN, about, "is recorded as " + one.outcome() + ", and did not end so");
        } else if (one.status().equals("confirmed") && block.number() <= settled && one.settled()) {
            report.found(Check.CHAIN, about, "is in a final block for long, and only confirmed");
        }
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
