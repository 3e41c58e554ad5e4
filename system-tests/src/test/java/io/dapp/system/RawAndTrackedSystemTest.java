package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.node.Fault;
import io.dapp.system.platform.Api;
import io.dapp.system.platform.LiveSocket;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.ServiceProcess;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Transactions that were signed elsewhere: sent from here, or only watched. */
class RawAndTrackedSystemTest extends SystemTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int FINAL_DEPTH = 6;
    private static final String[] AS_EVER = {"transaction.pending", "transaction.confirmed", "transaction.finalized"};

    private final User user = platform.user();
    private final OwnKey key = OwnKey.funded(platform);
    private final String recipient = platform.stranger();

    @Test
    void aRawTransactionIsSentAndFinalThoughTheWorkerIsKilledBetweenCommitAndSend() {
        Fault held = platform.node().on("eth_sendRawTransaction").first(1).hold();
        String raw = key.signs(0, recipient, 61);
        Api.Answer accepted = raw(user, raw);
        Payment payment = payment(user, accepted);
        assertThat(accepted.text("hash")).isEqualTo(OwnKey.hash(raw));
        assertThat(accepted.text("status")).isEqualTo("pending");
        assertThat(accepted.body().path("nonce").asLong(-1)).isZero();
        assertThat(accepted.body().path("chain_id").asLong(-1)).isEqualTo(31_337);
        held.awaitHits(1, SOON);
        platform.worker().kill();
        held.discard();
        assertThat(platform.chain().pendingTransactionCount(key.address())).isZero();
        assertNotReplaceable(user, payment);
        platform.worker().start();
        try (LiveSocket live = user.listens()) {
            payment.reaches("finalized");
            live.awaits("transaction.finalized", payment.id(), SOON);
        }
        toldOnce(payment, AS_EVER);
        paidOnce(recipient, 61);
        JsonNode snapshot = payment.snapshot();
        assertThat(lower(snapshot, "from")).isEqualTo(key.address());
        assertThat(lower(snapshot, "to")).isEqualTo(recipient);
        assertThat(snapshot.path("amount").asString("")).isEqualTo("61");
        assertThat(snapshot.at("/attempts/0/sent_at").asString("")).isNotEmpty();
        assertThat(raw(user, raw).text("transaction_id")).isEqualTo(payment.id());
        assertThat(listed(user, key.address())).containsExactly(payment.id());
    }

    @Test
    void whatIsMinedBeforeItIsTrackedIsRecordedWhereverItIs() {
        String old = key.signs(0, recipient, 1);
        key.sends(old);
        awaitMined(1);
        long deep = platform.chain().node().blockNumber() + FINAL_DEPTH + 2;
        assertThat(Waiting.until(SOON, () -> platform.chain().node().blockNumber() > deep))
                .isTrue();
        String recent = key.signs(1, recipient, 2);
        key.sends(recent);
        awaitMined(2);

        for (String one : List.of(old, recent)) {
            Payment payment = track(user, OwnKey.hash(one)).reaches("finalized");
            toldInOrder(payment, "transaction.finalized");
            assertThat(lower(payment.snapshot(), "from")).isEqualTo(key.address());
            assertThat(payment.snapshot().path("amount").asString("")).isNotEmpty();
        }
        paidOnce(recipient, 3);
    }

    @Test
    void aTransactionTrackedByOneUserAndSentByAnotherIsFinalForBothAndForEachHisOwn() {
        platform.chain().stopMining();
        User other = platform.user();
        String raw = key.signs(0, recipient, 62);
        Payment tracked = track(other, OwnKey.hash(raw));
        assertThat(tracked.snapshot().path("from").isNull()).isTrue();
        assertThat(tracked.snapshot().path("nonce").isNull()).isTrue();
        assertThat(other.at(platform.transactions()).get("/api/transactions").status())
                .isEqualTo(200);
        Payment sent = payment(user, raw(user, raw));
        assertThat(sent.id()).isNotEqualTo(tracked.id());
        assertThat(track(other, OwnKey.hash(raw)).id()).isEqualTo(tracked.id());
        assertThat(track(user, OwnKey.hash(raw)).id()).isEqualTo(sent.id());
        assertThat(user.at(platform.transactions())
                        .get("/api/transactions/" + tracked.id())
                        .status())
                .isEqualTo(404);
        assertNotReplaceable(other, tracked);
        platform.chain().startMining();
        sent.reaches("finalized");
        tracked.reaches("finalized");
        toldOnce(sent, AS_EVER);
        toldInOrder(tracked, "transaction.finalized");
        assertThat(tracked.snapshot().path("nonce").asLong(-1)).isZero();
        assertThat(lower(tracked.snapshot(), "to")).isEqualTo(recipient);
        paidOnce(recipient, 62);
    }

    @Test
    void aTransactionThatFallsOutOfTheChainIsPendingAgainForAllAndSentAgain() {
        platform.chain().stopMining();
        User other = platform.user();
        String raw = key.signs(0, recipient, 63);
        Payment sent = payment(user, raw(user, raw));
        Payment tracked = track(other, OwnKey.hash(raw));
        assertThat(Waiting.until(SOON, () -> platform.chain().pendingTransactionCount(key.address()) == 1))
                .as("sent")
                .isTrue();
        platform.chain().mine(1);
        sent.reaches("confirmed");
        tracked.reaches("confirmed");
        platform.chain().mine(2);
        platform.chain().reorg(3);
        sent.reaches("pending");
        tracked.reaches("pending");
        assertThat(Waiting.until(SOON, () -> platform.chain().pendingTransactionCount(key.address()) == 1))
                .as("sent again")
                .isTrue();
        platform.chain().startMining();
        sent.reaches("finalized");
        tracked.reaches("finalized");
        toldOnce(
                sent,
                "transaction.pending",
                "transaction.confirmed",
                "transaction.reorged",
                "transaction.confirmed",
                "transaction.finalized");
        toldInOrder(tracked, "transaction.reorged");
        toldInOrder(tracked, "transaction.finalized");
        paidOnce(recipient, 63);
    }

    @Test
    void ofTwoWithOneNonceTheMinedOneWins() {
        platform.chain().stopMining();
        Fault held = platform.node().on("eth_sendRawTransaction").hold();
        Payment loser = payment(user, raw(user, key.signs(0, recipient, 64)));
        held.awaitHits(1, SOON);
        String elsewhere = platform.stranger();
        String winning = key.signs(0, elsewhere, 65);
        key.sends(winning);
        Payment winner = track(user, OwnKey.hash(winning));
        platform.chain().startMining();
        winner.reaches("finalized");
        held.release();
        loser.reaches("failed");
        assertThat(loser.snapshot().path("reason").asString("")).isEqualTo("replaced");
        toldOnce(loser, "transaction.pending", "transaction.failed");
        paidOnce(recipient, 0);
        paidOnce(elsewhere, 65);
    }

    @Test
    void aHashThatNobodyKnowsIsNotFoundAtItsDeadlineAndMayBeTrackedAnew() {
        String raw = key.signs(0, recipient, 66);
        try (ServiceProcess hasty = platform.newService("transaction-service", Map.of("DAPP_OUTSIDE_TRACKFOR", "2s"))) {
            hasty.start();
            Payment missing =
                    payment(user, user.at(hasty).post("/api/blockchain/transaction/track", tracking(OwnKey.hash(raw))));
            missing.reaches("failed");
            JsonNode snapshot = missing.snapshot();
            assertThat(snapshot.path("reason").asString("")).isEqualTo("not_found");
            assertThat(snapshot.path("from").isNull()).isTrue();
            toldOnce(missing, "transaction.pending", "transaction.failed");

            Payment sent = payment(user, raw(user, raw));
            assertThat(sent.id()).isNotEqualTo(missing.id());
            sent.reaches("finalized");
            assertThat(missing.status()).isEqualTo("failed");
        }
        paidOnce(recipient, 66);
    }

    @Test
    void whatCanBeRefusedIsRefusedAndRecordsNothing() {
        Wallet wallet = user.fundedWallet();
        Payment paid = wallet.pays(recipient, 67).reaches("finalized");
        String custodial = platform.records().raw(paid.id());
        long rows = platform.records().payments(user.id());

        refused(custodial, 400, "invalid_request");
        refused("0x02c0", 400, "invalid_request");
        refused("nonsense", 400, "invalid_request");
        refused(key.signs(1, 0, recipient, 1, BigInteger.TEN.pow(11)), 422, "wrong_chain");
        refused(key.signs(31_337, 0, recipient, 1, BigInteger.ONE), 422, "fee_too_low");
        assertThat(user.at(platform.transactions())
                        .post("/api/blockchain/transaction/track", "{\"hash\": \"0x12\", \"chain_id\": 31337}")
                        .code())
                .isEqualTo("invalid_request");
        assertThat(platform.records().payments(user.id())).isEqualTo(rows);
        paidOnce(recipient, 67);
    }

    private void refused(String raw, int status, String code) {
        Api.Answer answer = raw(user, raw);
        assertThat(answer.status() + " " + answer.code()).as(answer.toString()).isEqualTo(status + " " + code);
    }

    private void assertNotReplaceable(User owner, Payment payment) {
        for (String action : List.of("speed-up", "cancel")) {
            Api.Answer answer =
                    owner.at(platform.transactions()).post("/api/transactions/" + payment.id() + "/" + action, "{}");
            assertThat(answer.status() + " " + answer.code()).isEqualTo("409 not_replaceable");
        }
    }

    private Api.Answer raw(User by, String raw) {
        return by.at(platform.transactions()).post("/api/blockchain/transaction/raw", "{\"raw\": \"" + raw + "\"}");
    }

    private Payment track(User by, String hash) {
        return payment(by, by.at(platform.transactions()).post("/api/blockchain/transaction/track", tracking(hash)));
    }

    private static String tracking(String hash) {
        return "{\"hash\": \"" + hash + "\", \"chain_id\": 31337}";
    }

    private Payment payment(User owner, Api.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        return new Payment(platform, owner, answer.text("transaction_id"), answer.text("hash"));
    }

    private List<String> listed(User by, String address) {
        return by.at(platform.transactions())
                .get("/api/transactions?address=" + address)
                .body()
                .path("items")
                .valueStream()
                .map(one -> one.path("transaction_id").asString(""))
                .toList();
    }

    private void awaitMined(long count) {
        assertThat(Waiting.until(SOON, () -> platform.chain().transactionCount(key.address()) == count))
                .isTrue();
    }

    /** Versions without gap or repetition, the given type once. A tracked one may be told once more when a pool shows it. */
    private void toldInOrder(Payment payment, String type) {
        List<String> events = platform.records().events(payment.id());
        IntStream.range(0, events.size()).forEach(i -> assertThat(events.get(i)).endsWith(" " + (i + 1)));
        assertThat(events)
                .filteredOn(one -> one.startsWith(type + " "))
                .as(events.toString())
                .hasSize(1);
    }

    private static String lower(JsonNode snapshot, String field) {
        return snapshot.path(field).asString("").toLowerCase(Locale.ROOT);
    }
}
