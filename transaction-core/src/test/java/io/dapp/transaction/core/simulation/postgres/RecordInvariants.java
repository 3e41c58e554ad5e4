package io.dapp.transaction.core.simulation.postgres;

import static io.dapp.transaction.core.simulation.Broken.unless;

import io.dapp.chain.Address;
import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockRef;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.audit.Audit;
import io.dapp.transaction.core.audit.AuditReport;
import io.dapp.transaction.core.audit.AuditSettings;
import io.dapp.transaction.core.simulation.ModelChain.Mined;
import io.dapp.transaction.core.simulation.postgres.Callers.Wanted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What has to be true of the rows, at every step and once everything is over. */
final class RecordInvariants {
    private final Stage stage;
    private final Network network;
    private final Callers callers;

    RecordInvariants(Stage stage, Network network, Callers callers) {
        this.stage = stage;
        this.network = network;
        this.callers = callers;
    }

    /** Whether everything that was asked for is decided, and over. */
    boolean over() {
        return !callers.anyOpen()
                && stage.sql()
                        .sql("select not exists (select from payment where status in ('pending', 'confirmed'))")
                        .query(Boolean.class)
                        .single();
    }

    private record Acknowledged(String by, @Nullable String window, TransactionHash hash) {}

    /** What counts as acknowledged was given to that node, which holds the window. */
    void hold() {
        List<String> broken = RowInvariants.broken(stage.sql());
        unless(broken.isEmpty(), () -> String.join(", ", broken));
        unless(
                stage.sql().sql("""
                        select not exists (
                            select from payment p
                              join follower f on f.chain_id = p.chain_id
                             where p.status = 'confirmed' and p.block_number > f.final_number
                               and not exists (select from held_block h
                                                where h.chain_id = p.chain_id and h.number = p.block_number
                                                  and h.hash = p.block_hash))
                        """).query(Boolean.class).single(),
                "a payment is confirmed by a block that the follower does not hold");
        stage.sql()
                .sql("""
                        select a.acknowledged_by, c.send_node, a.hash
                          from attempt a
                          join payment p on p.id = a.payment_id
                          join account c on c.chain_id = p.chain_id and c.address = p.sender
                         where p.status = 'pending' and a.acknowledged_by is not null
                        """)
                .query((row, index) ->
                        new Acknowledged(row.getString(1), row.getString(2), TransactionHash.of(row.getBytes(3))))
                .list()
                .forEach(one -> {
                    unless(one.by().equals(one.window()), "acknowledged by a node that does not have the window");
                    unless(
                            Network.NAMES.stream()
                                    .filter(name -> stage.node(name).id().equals(one.by()))
                                    .anyMatch(name -> network.wasGiven(name, one.hash())),
                            "acknowledged what was never given");
                });
    }

    private record Attempted(String kind, TransactionHash hash) {}

    private record Row(
            UUID id,
            Address sender,
            long nonce,
            String status,
            @Nullable String outcome,
            @Nullable String reason,
            TransactionHash hash,
            @Nullable BlockRef block,
            long version) {}

    void holdAtTheEnd() {
        hold();
        unless(over(), () -> "not everything has come to its end: " + rows());
        List<Row> rows = rows();
        Map<UUID, List<Attempted>> attempts = attempts();
        eachRequestIsOnePayment(rows);
        linesHaveNoGap(rows);
        rows.forEach(row -> agrees(row, attempts.getOrDefault(row.id(), List.of())));
        chainHoldsNothingElse(attempts);
        versionsAreTold(rows);
        nothingIsHeld();
        auditFindsNothing();
    }

    /** What has become of payments, and what was told on the way. */
    List<String> ended() {
        return stage.sql().sql("""
                        select concat_ws(' ', status, reason) || ', attempts: '
                               || (select max(ordinal) from attempt where payment_id = p.id)
                          from payment p
                        union all
                        select 'told ' || type from event where topic = 'transactions'
                        """).query(String.class).list();
    }

    private List<Row> rows() {
        return stage.sql()
                .sql("""
                        select id, sender, nonce, status, outcome, reason, hash, block_number, block_hash, version
                          from payment order by sender, nonce
                        """)
                .query((row, index) -> {
                    byte[] block = row.getBytes("block_hash");
                    return new Row(
                            row.getObject("id", UUID.class),
                            Address.of(row.getBytes("sender")),
                            row.getLong("nonce"),
                            row.getString("status"),
                            row.getString("outcome"),
                            row.getString("reason"),
                            TransactionHash.of(row.getBytes("hash")),
                            block == null ? null : new BlockRef(row.getLong("block_number"), BlockHash.of(block)),
                            row.getLong("version"));
                })
                .list();
    }

    private Map<UUID, List<Attempted>> attempts() {
        Map<UUID, List<Attempted>> attempts = new LinkedHashMap<>();
        stage.sql()
                .sql("select payment_id, kind, hash from attempt order by payment_id, ordinal")
                .query(row -> {
                    attempts.computeIfAbsent(row.getObject(1, UUID.class), id -> new ArrayList<>())
                            .add(new Attempted(row.getString(2), TransactionHash.of(row.getBytes(3))));
                });
        return attempts;
    }

    private void eachRequestIsOnePayment(List<Row> rows) {
        Map<Wanted, UUID> paid = new HashMap<>();
        for (Row row : rows) {
            Wanted wanted = callers.of(row.id());
            unless(wanted != null, "a payment that nobody asked for");
            unless(paid.put(Objects.requireNonNull(wanted), row.id()) == null, "two payments for one request");
            unless(row.id().equals(wanted.accepted()), "a payment that its caller was not told of");
            unless(!callers.notRecorded().contains(row.id()), "a payment that was told not to be recorded");
        }
        for (Wanted wanted : callers.all()) {
            unless(Objects.equals(wanted.accepted(), paid.get(wanted)), "an accepted payment is not there");
        }
    }

    private void linesHaveNoGap(List<Row> rows) {
        Map<Address, Long> next = new HashMap<>();
        for (Row row : rows) {
            long due = next.merge(row.sender(), 1L, Long::sum) - 1;
            unless(row.nonce() == due, () -> "nonce " + row.nonce() + " where " + due + " is due");
        }
        for (Address account : network.accounts()) {
            long due = next.getOrDefault(account, 0L);
            unless(stage.nextNonce(account) == due, () -> "the line's next is not " + due);
        }
    }

    private void agrees(Row row, List<Attempted> attempts) {
        List<Attempted> mined = attempts.stream()
                .filter(one -> network.holder(row.sender(), one.hash()) != null)
                .toList();
        if (mined.isEmpty()) {
            unless("failed".equals(row.status()) && "replaced".equals(row.reason()), () -> "is nowhere: " + row);
            unless(network.count(row.sender()) > row.nonce(), () -> "nothing has used the nonce of " + row);
            return;
        }
        unless(mined.size() == 1, () -> "two attempts are mined of " + row);
        Mined holder = network.holder(row.sender(), mined.getFirst().hash());
        unless(
                holder != null
                        && holder.header().ref().equals(row.block())
                        && row.hash().equals(mined.getFirst().hash()),
                () -> "is mined elsewhere: " + row);
        boolean cancel = mined.getFirst().kind().equals("cancel");
        unless(
                cancel
                        ? row.status().equals("failed") && "cancelled".equals(row.outcome())
                        : row.status().equals("finalized") && "success".equals(row.outcome()),
                () -> "ended otherwise: " + row);
    }

    private void chainHoldsNothingElse(Map<UUID, List<Attempted>> attempts) {
        Set<TransactionHash> ours = new HashSet<>();
        attempts.values().forEach(each -> each.forEach(one -> ours.add(one.hash())));
        for (Address account : network.accounts()) {
            network.mined(account)
                    .forEach(hash -> unless(
                            ours.contains(hash) || Network.foreign(hash), () -> "mined and not recorded: " + hash));
        }
    }

    private void versionsAreTold(List<Row> rows) {
        for (Row row : rows) {
            List<Long> told = stage.sql()
                    .sql("select version from event where topic = 'transactions' and key = ? order by id")
                    .param(row.id().toString())
                    .query(Long.class)
                    .list();
            unless(told.size() == row.version(), () -> told + " was told of " + row);
            for (int i = 0; i < told.size(); i++) {
                unless(told.get(i) == i + 1, () -> told + " was told of " + row);
            }
        }
    }

    private void nothingIsHeld() {
        List<String> held = stage.sql().sql("""
                        select 'lease of ' || address::text from account where lease_until > clock_timestamp()
                        union all
                        select 'time to send ' || address::text from account where send_at is not null
                        union all
                        select 'stopped: ' || halted from follower where halted is not null
                        """).query(String.class).list();
        unless(held.isEmpty(), () -> "left at the end: " + held);
    }

    private void auditFindsNothing() {
        stage.sql().sql("update event set published_at = clock_timestamp()").update();
        Audit audit = new Audit(stage.sql(), Stage.settings("dapp.audit", AuditSettings.class, Map.of()));
        AuditReport report = audit.of(stage.chains().first());
        unless(!report.blind(), "the audit could not look");
        unless(report.clean(), () -> "the audit finds " + report.findings());
        AuditReport keys = audit.ofKeys();
        unless(keys.clean(), () -> "the audit finds " + keys.findings());
    }
}
