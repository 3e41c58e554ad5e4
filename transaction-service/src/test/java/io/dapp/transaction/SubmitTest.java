package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.chain.Address;
import io.dapp.common.testing.TestTokens;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

class SubmitTest extends PaymentServiceTest {
    @Autowired
    private MeterRegistry meters;

    @Test
    void aPaymentIsAcceptedSentAndRead() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);

        Answer accepted = pay(user, from, "1000", ", \"metadata\": {\"order\": 7}");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.body().propertyNames())
                .containsExactlyInAnyOrder("transaction_id", "hash", "status", "nonce", "chain_id");
        assertThat(accepted.text("status")).isEqualTo("pending");
        String id = accepted.text("transaction_id");
        await().until(() -> get(user, "/api/transactions/" + id)
                .body()
                .at("/attempts/0/sent_at")
                .isString());
        Answer read = get(user, "/api/transactions/" + id);
        assertThat(read.text("hash")).isEqualTo(accepted.text("hash"));
        assertThat(read.body().at("/version").asInt()).isEqualTo(1);
        assertThat(read.text("from")).isEqualTo(from);
        assertThat(read.text("to")).isEqualToIgnoringCase(RECIPIENT);
        assertThat(read.text("amount")).isEqualTo("1000");
        assertThat(read.body().at("/metadata/order").asInt()).isEqualTo(7);
        assertThat(read.body().at("/timeline/0/status").asString("")).isEqualTo("pending");
        assertThat(read.body().at("/attempts/0/kind").asString("")).isEqualTo("send");
        assertThat(read.body().at("/confirmations").asInt(-1)).isZero();
        assertThat(read.body().at("/required_confirmations").asInt()).isEqualTo(6);
        assertThat(read.body().has("block_number")).isFalse();
        assertThat(WORLD.node()
                        .rpc()
                        .call("eth_getTransactionByHash", accepted.text("hash"))
                        .isNull())
                .isFalse();
    }

    @Test
    void theSameKeyGivesTheFirstAnswerAgainAlsoWhereTheRequestWouldNowBeRefused() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        String key = UUID.randomUUID().toString();
        Answer first = pay(user, from, "900000000000000000", "", "Idempotency-Key", key);

        Answer again = pay(user, from, "900000000000000000", "", "Idempotency-Key", key);
        Answer other = pay(user, from, "1", "", "Idempotency-Key", key);
        Answer broken = post(user, SUBMIT, "{\"unknown\": 1}", "Idempotency-Key", key);

        assertThat(first.status()).isEqualTo(202);
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(other.problem()).isEqualTo("409 idempotency_key_reused");
        assertThat(broken.problem()).isEqualTo("409 idempotency_key_reused");
        assertThat(get(user, "/api/transactions").body().path("items").size()).isEqualTo(1);
    }

    @Test
    void fiftyTwinsAtOnceAreCheckedOnceAndGetOneAnswer() throws Exception {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        String contract = code("0x600160005500");
        String body = "{\"from\": \"%s\", \"to\": \"%s\", \"amount\": \"600000000000000000\", \"data\": \"0x01\"}"
                .formatted(from, contract);
        String key = UUID.randomUUID().toString();
        double before = estimates();

        Callable<Answer> twin = () -> post(user, SUBMIT, body, "Idempotency-Key", key);
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Answer> answer : threads.invokeAll(Collections.nCopies(50, twin))) {
                answers.add(answer.get());
            }
        }

        assertThat(answers).allMatch(answer -> answer.status() == 202);
        assertThat(answers.stream().map(answer -> answer.response().body()).distinct())
                .hasSize(1);
        assertThat(estimates() - before).isEqualTo(1);
        assertThat(get(user, "/api/transactions").body().path("items").size()).isEqualTo(1);
    }

    @Test
    void aCallThatANodeSaysCannotBePaidIsRefusedOnlyForWhatTheFollowerHolds() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        String contract = code("0x600160005500");
        String body = "{\"from\": \"%s\", \"to\": \"%s\", \"amount\": \"%d\", \"data\": \"0x01\"}";

        Answer poor = post(user, SUBMIT, body.formatted(from, contract, 2 * ETHER));
        assertThat(poor.problem()).isEqualTo("422 insufficient_funds");
        assertThat(poor.text("available")).isEqualTo(Long.toString(ETHER));

        WORLD.node().fund(from, BigInteger.valueOf(4 * ETHER));
        WORLD.node().mine(1);
        WORLD.node().fund(from, BigInteger.valueOf(ETHER));
        Answer behind = post(user, SUBMIT, body.formatted(from, contract, 2 * ETHER));
        assertThat(behind.problem()).isEqualTo("503 chain_unavailable");
        assertThat(behind.response().headers().firstValue("Retry-After")).isPresent();
        WORLD.fund(Address.parse(from), 4 * ETHER);
        assertThat(post(user, SUBMIT, body.formatted(from, contract, 2 * ETHER)).status())
                .isEqualTo(202);
    }

    @Test
    void theSameKeyOfAnotherUserIsAnotherRequest() {
        String key = UUID.randomUUID().toString();
        TestTokens.Login one = login();
        TestTokens.Login other = login();

        Answer first = pay(one, wallet(one, ETHER), "1", "", "Idempotency-Key", key);
        Answer second = pay(other, wallet(other, ETHER), "1", "", "Idempotency-Key", key);

        assertThat(first.text("transaction_id")).isNotEqualTo(second.text("transaction_id"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            "amount": "-1"                                         | [amount]
            "amount": "1.5"                                        | [amount]
            "amount": "01"                                         | [amount]
            "amount": 1                                            | [amount]
            "amount": null                                         | [amount]
            "amount": "1157920892373161954235709850086879078532699846656405640394575840079131296399360" | [amount]
            "amount": "115792089237316195423570985008687907853269984665640564039457584007913129639936" | [amount]
            "amount": "1", "amount": "2"                           | [amount]
            "amount": "1", "valid_until": "2020-01-01T00:00:00Z"   | [valid_until]
            "amount": "1", "token": "0x00000000000000000000000000000000000000AA" | [token]
            "amount": "1", "call": {}                              | [call.function]
            "amount": "1", "chain_id": 5                           | [chain_id]
            "amount": "1", "chain_id": 31337.5                     | [chain_id]
            "amount": "1", "to": "0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed" | [to]
            "amount": "1", "to": "0x12"                            | [to]
            "amount": "1", "to": null                              | [to]
            "amount": "1", "data": "0x1"                           | [data]
            "amount": "1", "gas_limit": 20999                      | [gas_limit]
            "amount": "1", "gas_limit": 99999999999                | [gas_limit]
            "amount": "1", "speed": "warp"                         | [speed]
            "amount": "1", "max_fee_per_gas": "5"                  | [max_priority_fee_per_gas]
            "amount": "1", "max_fee_per_gas": "5", "max_priority_fee_per_gas": "6" | [max_priority_fee_per_gas]
            "amount": "1", "max_fee_per_gas": "600000000000", "max_priority_fee_per_gas": "1" | [max_fee_per_gas]
            "amount": "1", "metadata": [1]                         | [metadata]
            "amount": "1", "metadata": {"a": "\\u0000"}            | [metadata]
            "amount": "1", "metadata": {"a": "\\ud800"}            | [metadata]
            """)
    void badFieldsAreNamedAndNothingIsRecorded(String members, String fields) {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        List<Long> before = counts();
        String to = members.contains("\"to\"") ? "" : ", \"to\": \"" + RECIPIENT + "\"";

        Answer answer = post(user, SUBMIT, "{\"from\": \"" + from + "\"" + to + ", " + members + "}");

        assertThat(answer.problem() + " " + answer.fields()).isEqualTo("400 invalid_request " + fields);
        assertThat(counts()).isEqualTo(before);
    }

    @Test
    void whatIsNoJsonObjectIsRefused() {
        TestTokens.Login user = login();

        assertThat(post(user, SUBMIT, "{").problem()).isEqualTo("400 invalid_request");
        assertThat(post(user, SUBMIT, "[]").problem()).isEqualTo("400 invalid_request");
        assertThat(post(user, SUBMIT, "").problem()).isEqualTo("400 invalid_request");
        assertThat(post(user, SUBMIT, "{}", "Idempotency-Key", "a b").problem()).isEqualTo("400 invalid_request");
        assertThat(post(user, SUBMIT, "{\"metadata\": {\"a\": \"" + "x".repeat(5_000) + "\"}}")
                        .fields())
                .contains("metadata");
    }

    @Test
    void refusalsForTheWalletTheFeeAndTheFundsLeaveNothing() {
        TestTokens.Login user = login();
        String mine = wallet(user, ETHER);
        String theirs = wallet(login(), ETHER);
        List<Long> before = counts();

        assertThat(pay(user, theirs, "1", "").problem()).isEqualTo("404 wallet_not_found");
        assertThat(pay(user, RECIPIENT, "1", "").problem()).isEqualTo("404 wallet_not_found");
        assertThat(pay(user, mine, "1", ", \"max_fee_per_gas\": \"1\", \"max_priority_fee_per_gas\": \"1\"")
                        .problem())
                .isEqualTo("422 fee_too_low");
        assertThat(pay(user, mine, Long.toString(2 * ETHER), "").problem()).isEqualTo("422 insufficient_funds");
        assertThat(counts()).isEqualTo(before);
    }

    @Test
    void aCallThatWouldRevertIsRefusedAndOneThatRunsGetsAnEstimateWithAMargin() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        String reverting = code("0x60006000fd");
        String fine = code("0x600160005500");
        String body = "{\"from\": \"%s\", \"to\": \"%s\", \"amount\": \"0\", \"data\": \"0x01\"}";

        assertThat(post(user, SUBMIT, body.formatted(from, reverting)).problem())
                .isEqualTo("422 would_revert");
        Answer accepted = post(user, SUBMIT, body.formatted(from, fine));
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(WORLD.jdbc()
                        .sql("select gas_limit from payment where id = ?::uuid")
                        .param(accepted.text("transaction_id"))
                        .query(Long.class)
                        .single())
                .isGreaterThan(43_000);
    }

    @Test
    void aDeploymentIsAPaymentToNobody() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);

        Answer accepted =
                post(user, SUBMIT, "{\"from\": \"" + from + "\", \"amount\": \"0\", \"data\": \"0x600160005500\"}");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(get(user, "/api/transactions/" + accepted.text("transaction_id"))
                        .body()
                        .path("to")
                        .isNull())
                .isTrue();
    }

    @Test
    void aHaltedChainTakesNothing() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        WORLD.jdbc().sql("update follower set halted = 'a reorg below final'").update();
        try {
            await().until(() -> pay(user, from, "1", "").problem().equals("503 chain_unavailable"));
        } finally {
            WORLD.jdbc().sql("update follower set halted = null").update();
        }
        await().until(() -> pay(user, from, "1", "").status() == 202);
    }

    @Test
    void howManyPaymentsThereAreWithinOneHeadItsNodeIsAskedNoMoreBeforeTheyAreAccepted() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        long head = WORLD.node().blockNumber();
        await().until(() -> number(get(user, "/api/blockchain/31337/balance/" + from), "block_number") == head
                && number(get(user, "/api/blockchain/31337/head"), "number") == head);
        assertThat(pay(user, from, "1", "").status()).isEqualTo(202);
        double before = questions();
        for (int i = 0; i < 20; i++) {
            assertThat(pay(user, from, "1", "").status()).isEqualTo(202);
        }
        assertThat(questions()).isEqualTo(before);
        WORLD.mine();
        await().until(() -> pay(user, from, "1", "").status() == 202 && questions() > before);
    }

    /** Calls to the node but for what gives it payments and what watches it. */
    private double questions() {
        return meters.find("dapp.rpc.calls").counters().stream()
                .filter(counter -> !Set.of("eth_sendRawTransaction", "eth_getBlockByNumber", "eth_chainId")
                        .contains(String.valueOf(counter.getId().getTag("method"))))
                .mapToDouble(Counter::count)
                .sum();
    }

    private static long number(Answer answer, String name) {
        return answer.body().path(name).asLong();
    }

    private double estimates() {
        return meters.find("dapp.rpc.calls").tag("method", "eth_estimateGas").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private String code(String bytes) {
        String address = "0x" + UUID.randomUUID().toString().replace("-", "") + "00000000";
        WORLD.node().rpc().call("anvil_setCode", address, bytes);
        WORLD.mine();
        return address;
    }

    private static List<Long> counts() {
        return List.of("account", "payment", "attempt", "event", "idempotency_key").stream()
                .map(WORLD::count)
                .toList();
    }
}
