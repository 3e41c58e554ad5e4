package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.common.testing.TestTokens;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every form in which a payment may be asked for. */
class FormsTest extends PaymentServiceTest {
    private static final long ETHER = 1_000_000_000_000_000_000L;
    private static final String BATCH = "/api/blockchain/transactions";
    private static final String OTHER = "0x00000000000000000000000000000000000000bb";

    /** Gives its deployer 10^24; knows {@code balanceOf} and {@code transfer}, and reverts beyond what is held. */
    private static final String TOKEN =
            "0x69d3c21bcecceda100000033556059601960003960596000f360003560e01c806370a0823114610021578063a9059cbb"
                    + "1461002e5760006000fd5b6004355460005260206000f35b3354602435808210610053578082033355600435805482"
                    + "019055600160005260206000f35b60006000fd";

    @Test
    void aTokenIsTransferredAndItsReserveCounted() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        String token = deploy(user, from);

        Answer paid = pay(user, from, "600000000000000000000000", ", \"token\": \"" + token + "\"");
        assertThat(paid.status()).isEqualTo(202);
        Answer read = get(user, "/api/transactions/" + paid.text("transaction_id"));
        assertThat(read.text("token")).isEqualToIgnoringCase(token);
        assertThat(read.text("to")).isEqualToIgnoringCase(RECIPIENT);
        assertThat(read.text("amount")).isEqualTo("600000000000000000000000");

        Answer balance = get(user, "/api/wallets/" + from + "/balance?token=" + token);
        assertThat(balance.text("balance")).isEqualTo("1000000000000000000000000");
        assertThat(balance.text("reserved")).isEqualTo("600000000000000000000000");
        assertThat(balance.text("available")).isEqualTo("400000000000000000000000");
        Answer more = pay(user, from, "400000000000000000000001", ", \"token\": \"" + token + "\"");
        assertThat(more.problem()).isEqualTo("422 insufficient_funds");
        assertThat(more.text("available")).isEqualTo("400000000000000000000000");

        await().until(() -> mined(paid));
        assertThat(held(token, RECIPIENT)).isEqualTo("600000000000000000000000");
        assertThat(get(login(), "/api/wallets/" + from + "/balance?token=" + token)
                        .problem())
                .isEqualTo("404 wallet_not_found");
    }

    @Test
    void aTokenThatIsNoneIsRefused() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);

        Answer none = pay(user, from, "1", ", \"token\": \"" + OTHER + "\"");
        assertThat(none.problem() + none.fields()).isEqualTo("400 invalid_request[token]");
        Answer balance = get(user, "/api/wallets/" + from + "/balance?token=" + OTHER);
        assertThat(balance.problem() + balance.fields()).isEqualTo("400 invalid_request[token]");
    }

    @Test
    void aFunctionIsCalledByItsDeclarationAndARevertRefused() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        String token = deploy(user, from);

        Answer called = call(user, from, token, "transfer(address,uint256)", "[\"" + OTHER + "\", \"5\"]");
        assertThat(called.status()).isEqualTo(202);
        await().until(() -> mined(called));
        assertThat(held(token, OTHER)).isEqualTo("5");

        assertThat(call(user, from, token, "nonsense()", "[]").problem()).isEqualTo("422 would_revert");
        Answer argument = call(user, from, token, "transfer(address,uint256)", "[\"" + OTHER + "\", \"-1\"]");
        assertThat(argument.problem() + argument.fields()).isEqualTo("400 invalid_request[call.args[1]]");
        Answer declaration = call(user, from, token, "transfer(address,", "[]");
        assertThat(declaration.problem() + declaration.fields()).isEqualTo("400 invalid_request[call.function]");
        for (String args : new String[] {"{}", "\"5\"", "5"}) {
            Answer noList = call(user, from, token, "transfer(address,uint256)", args);
            assertThat(noList.problem() + noList.fields()).isEqualTo("400 invalid_request[call.args]");
        }
        Answer few = call(user, from, token, "transfer(address,uint256)", "null");
        assertThat(few.problem()).isEqualTo("400 invalid_request");
        Answer both = post(user, SUBMIT, """
                {"from": "%s", "to": "%s", "amount": "0", "data": "0x00", "call": {"function": "f()"}}""".formatted(from, token));
        assertThat(both.problem() + both.fields()).isEqualTo("400 invalid_request[call]");
    }

    @Test
    void codeThatIsEndedByTheMachineIsRefusedLikeOneThatReverts() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);

        for (String code : new String[] {"0xfe", "0x5b600056", "0x50", "0x600456"}) {
            Answer refused = post(user, SUBMIT, """
                    {"from": "%s", "data": "%s"}""".formatted(from, code));
            assertThat(refused.problem()).as(code).isEqualTo("422 would_revert");
        }
    }

    @Test
    void severalAreAcceptedTogetherOrNotAtAll() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);

        Answer accepted = post(user, BATCH, batch(from, 3, "1"), "Idempotency-Key", "batch");
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.body().at("/transactions").size()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(accepted.body().at("/transactions/" + i + "/nonce").asInt())
                    .isEqualTo(i);
        }
        assertThat(post(user, BATCH, batch(from, 3, "1"), "Idempotency-Key", "batch")
                        .body())
                .isEqualTo(accepted.body());
        assertThat(post(user, BATCH, batch(from, 2, "1"), "Idempotency-Key", "batch")
                        .problem())
                .isEqualTo("409 idempotency_key_reused");

        Answer poor = post(user, BATCH, batch(from, 3, String.valueOf(ETHER / 2)));
        assertThat(poor.problem() + poor.fields()).isEqualTo("422 insufficient_funds[transactions[1]]");
        assertThat(pay(user, from, "1", "").body().path("nonce").asInt()).isEqualTo(3);
    }

    @Test
    void whatIsWrongWithAMemberIsNamed() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);

        Answer wrong = post(user, BATCH, """
                {"transactions": [{"from": "%s", "to": "%s", "amount": "1"}, {"from": "%s", "amount": "1"}]}""".formatted(from, RECIPIENT, OTHER));
        assertThat(wrong.problem() + wrong.fields())
                .isEqualTo("400 invalid_request[transactions[1].from, transactions[1].to]");
        String second = "{\"transactions\": [{\"from\": \"%1$s\", \"to\": \"%2$s\", \"amount\": \"1\"},"
                + " {\"from\": \"%1$s\", \"to\": \"%2$s\", \"amount\": \"1\", \"chain_id\": %3$d}]}";
        assertThat(post(user, BATCH, second.formatted(from, RECIPIENT, 31_337)).status())
                .as("the default chain, by its id and by none")
                .isEqualTo(202);
        Answer elsewhere = post(user, BATCH, second.formatted(from, RECIPIENT, 1));
        assertThat(elsewhere.problem() + elsewhere.fields()).isEqualTo("400 invalid_request[transactions[1].chain_id]");
        Answer none = post(user, BATCH, "{\"transactions\": []}");
        assertThat(none.problem() + none.fields()).isEqualTo("400 invalid_request[transactions]");
        Answer many = post(user, BATCH, batch(from, 101, "1"));
        assertThat(many.problem() + many.fields()).isEqualTo("400 invalid_request[transactions]");
        assertThat(post(login(), BATCH, batch(from, 2, "1")).problem()).isEqualTo("404 wallet_not_found");
        assertThat(post(null, BATCH, batch(from, 2, "1")).status()).isEqualTo(401);
    }

    @Test
    void timesAndLimitsOfTheCallerAreKept() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);

        Answer past = pay(user, from, "1", ", \"valid_until\": \"2020-01-01T00:00:00Z\"");
        assertThat(past.problem() + past.fields()).isEqualTo("400 invalid_request[valid_until]");
        Answer far = pay(user, from, "1", ", \"valid_until\": \"2999-01-01T00:00:00Z\"");
        assertThat(far.problem() + far.fields()).isEqualTo("400 invalid_request[valid_until]");
        String soon = java.time.Instant.now().plusSeconds(3600).toString();
        Answer kept = pay(
                user,
                from,
                "1",
                ", \"valid_until\": \"" + soon
                        + "\", \"max_fee_per_gas\": \"9000000000\", \"max_priority_fee_per_gas\": \"1\"");
        assertThat(WORLD.jdbc()
                        .sql("select fee_limit::text || ' ' || (valid_until > now()) from payment where id = ?::uuid")
                        .param(kept.text("transaction_id"))
                        .query(String.class)
                        .single())
                .isEqualTo("9000000000 true");
    }

    @Test
    void whatAWalletSignsIsPreparedForIt() {
        TestTokens.Login user = login();
        String outside = "0x00000000000000000000000000000000000000cc";
        WORLD.fund(io.dapp.chain.Address.parse(outside), ETHER);

        Answer prepared = post(user, SUBMIT + "/prepare", """
                {"from": "%s", "to": "%s", "amount": "7"}""".formatted(outside, RECIPIENT));

        assertThat(prepared.status()).isEqualTo(200);
        assertThat(prepared.body().path("type").asInt()).isEqualTo(2);
        assertThat(prepared.body().path("nonce").asInt(-1)).isZero();
        assertThat(prepared.body().path("gas_limit").asInt()).isEqualTo(21_000);
        assertThat(prepared.text("value")).isEqualTo("7");
        assertThat(prepared.text("max_fee_per_gas")).isNotEmpty();
        assertThat(post(null, SUBMIT + "/prepare", "{}").status()).isEqualTo(401);
        assertThat(post(user, SUBMIT + "/prepare", "{}").problem()).isEqualTo("400 invalid_request");
    }

    @Test
    void aSimulationTellsWhatItWouldDo() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        String token = deploy(user, from);
        long before = WORLD.count("payment");

        Answer good = simulate(user, from, token, "[\"" + OTHER + "\", \"5\"]");
        assertThat(good.body().path("success").asBoolean()).isTrue();
        assertThat(good.text("result")).endsWith("1");
        assertThat(good.body().path("gas_used").asLong()).isGreaterThan(21_000);
        Answer bad = simulate(user, from, token, "[\"" + OTHER + "\", \"9000000000000000000000000\"]");
        assertThat(bad.status()).isEqualTo(200);
        assertThat(bad.body().path("success").asBoolean(true)).isFalse();
        Answer none = post(user, SUBMIT + "/simulate", """
                {"from": "%s", "to": "%s", "amount": "1", "token": "%s"}""".formatted(from, OTHER, OTHER));
        assertThat(none.problem() + none.fields()).isEqualTo("400 invalid_request[token]");
        assertThat(post(null, SUBMIT + "/simulate", "{}").status()).isEqualTo(401);
        assertThat(WORLD.count("payment")).isEqualTo(before);
    }

    private Answer simulate(TestTokens.Login user, String from, String token, String args) {
        return post(user, SUBMIT + "/simulate", """
                {"from": "%s", "to": "%s", "call": {"function": "transfer(address,uint256)", "args": %s}}""".formatted(from, token, args));
    }

    private Answer call(TestTokens.Login user, String from, String to, String function, String args) {
        return post(user, SUBMIT, """
                {"from": "%s", "to": "%s", "amount": "0", "call": {"function": "%s", "args": %s}}""".formatted(from, to, function, args));
    }

    private static String batch(String from, int members, String amount) {
        return IntStream.range(0, members)
                .mapToObj(i ->
                        "{\"from\": \"%s\", \"to\": \"%s\", \"amount\": \"%s\"}".formatted(from, RECIPIENT, amount))
                .collect(Collectors.joining(",", "{\"transactions\": [", "]}"));
    }

    /** A deployment, mined; its contract's address. */
    private String deploy(TestTokens.Login user, String from) {
        Answer deployed = post(user, SUBMIT, """
                {"from": "%s", "data": "%s"}""".formatted(from, TOKEN));
        assertThat(deployed.status()).isEqualTo(202);
        await().until(() -> mined(deployed));
        return receipt(deployed).path("contractAddress").asString("");
    }

    private boolean mined(Answer payment) {
        WORLD.mine();
        return !receipt(payment).isNull();
    }

    private static JsonNode receipt(Answer payment) {
        return WORLD.node().rpc().call("eth_getTransactionReceipt", payment.text("hash"));
    }

    private static String held(String token, String account) {
        Map<String, String> call = new HashMap<>();
        call.put("to", token);
        call.put("data", "0x70a08231" + "0".repeat(24) + account.substring(2));
        String answer = WORLD.node().rpc().call("eth_call", call, "latest").asString();
        return new java.math.BigInteger(answer.substring(2), 16).toString();
    }
}
