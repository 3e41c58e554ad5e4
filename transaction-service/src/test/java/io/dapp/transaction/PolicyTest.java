package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PolicyTest extends PaymentServiceTest {
    private static final long ETHER = 1_000_000_000_000_000_000L;
    private static final String OTHER = "0x00000000000000000000000000000000000000bb";
    private static final String FEES =
            ", \"gas_limit\": 21000, \"max_fee_per_gas\": \"2000000000\"," + " \"max_priority_fee_per_gas\": \"1\"";
    private static final long GAS = 21_000 * 2_000_000_000L;

    @Test
    void limitsCountFeesPerTransactionAndPerDay() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        set(
                user,
                from,
                "{\"max_per_transaction\": \"%d\", \"max_per_day\": \"%d\"}".formatted(GAS + 100, 2 * GAS + 150));

        Answer much = pay(user, from, "101", FEES);
        assertThat(much.problem() + " " + much.text("rule")).isEqualTo("422 policy_denied max_per_transaction");
        assertThat(much.text("requested")).isEqualTo(String.valueOf(GAS + 101));
        assertThat(pay(user, from, "100", FEES).status()).isEqualTo(202);
        Answer day = pay(user, from, "51", FEES);
        assertThat(day.problem() + " " + day.text("rule")).isEqualTo("422 policy_denied max_per_day");
        assertThat(day.text("spent")).isEqualTo(String.valueOf(GAS + 100));
        Answer together = post(user, "/api/blockchain/transactions", """
                {"transactions": [%s, %s]}""".formatted(member(from, 1), member(from, 1)));
        assertThat(together.problem() + together.fields()).isEqualTo("422 policy_denied[transactions[1]]");
        assertThat(pay(user, from, "50", FEES).status()).isEqualTo(202);
        assertThat(WORLD.jdbc()
                        .sql("select count(*) from policy_refusal where wallet = decode(?, 'hex')")
                        .param(from.substring(2))
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
    }

    @Test
    void destinationsAreLookedForInsideTokensCalls() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        set(
                user,
                from,
                "{\"allowed_destinations\": [\"%s\"], \"tokens\": {\"%s\": {\"max_per_day\": \"7\"}}}"
                        .formatted(RECIPIENT, OTHER));

        assertThat(pay(user, from, "1", "").status()).isEqualTo(202);
        assertThat(rule(call(user, from, OTHER, "transfer(address,uint256)", "[\"" + OTHER + "\", \"1\"]")))
                .isEqualTo("422 allowed_destinations");
        assertThat(rule(call(user, from, OTHER, "approve(address,uint256)", "[\"" + OTHER + "\", \"1\"]")))
                .isEqualTo("422 allowed_destinations");
        String toAllowed = "[\"" + RECIPIENT + "\", \"%d\"]";
        assertThat(call(user, from, OTHER, "transfer(address,uint256)", toAllowed.formatted(4))
                        .status())
                .isEqualTo(202);
        assertThat(rule(call(user, from, OTHER, "transfer(address,uint256)", toAllowed.formatted(4))))
                .isEqualTo("422 tokens." + checksummed(OTHER) + ".max_per_day");
        assertThat(rule(call(user, from, OTHER, "burn(uint256)", "[\"1\"]"))).isEqualTo("422 calldata");
        assertThat(rule(post(user, SUBMIT, "{\"from\": \"%s\", \"data\": \"0x00\"}".formatted(from))))
                .isEqualTo("422 calldata");
    }

    @Test
    void coinsBesideATokensCallAreForNobodyWhoIsAllowed() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        set(user, from, "{\"allowed_destinations\": [\"%s\"]}".formatted(RECIPIENT));

        for (String function : List.of("transfer", "approve", "increaseAllowance", "decreaseAllowance")) {
            assertThat(rule(post(user, SUBMIT, """
                            {"from": "%s", "to": "%s", "amount": "1",
                             "call": {"function": "%s(address,uint256)", "args": ["%s", "0"]}}""".formatted(from, OTHER, function, RECIPIENT))))
                    .as(function)
                    .isEqualTo("422 calldata");
        }
    }

    @Test
    void paymentsAtTheSameTimeDoNotSpendPastTheDaysLimitTogether() throws Exception {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        set(user, from, "{\"max_per_day\": \"%d\"}".formatted(7 * (GAS + 10) + 9));

        List<Future<Answer>> answers;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = threads.invokeAll(Collections.nCopies(30, () -> pay(user, from, "10", FEES)));
        }

        Map<String, Long> told = answers.stream()
                .map(Future::resultNow)
                .map(answer -> answer.status() == 202 ? "202" : rule(answer))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(told).isEqualTo(Map.of("202", 7L, "422 max_per_day", 23L));
    }

    @Test
    void aPolicyIsChangedOnlySoonAfterALogin() {
        UUID owner = UUID.randomUUID();
        TestTokens.Login user = TOKENS.login(owner);
        String from = wallet(user, 0);
        Instant before = Instant.ofEpochSecond(1_700_000_000);
        TestTokens.Login old = new TestTokens.Login(
                owner,
                user.sessionId(),
                TestTokens.token(owner, user.sessionId(), token -> token.claim("auth_time", before.getEpochSecond())));

        assertThat(put(old, "/api/wallets/" + from + "/policy", "{\"paused\": false}")
                        .problem())
                .isEqualTo("403 recent_login_required");
        assertThat(get(old, "/api/wallets/" + from + "/policy").status()).isEqualTo(200);
        assertThat(put(user, "/api/wallets/" + from + "/policy", "{\"paused\": false}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aPauseHoldsUntilItIsLifted() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        Answer before = pay(user, from, "1", "", "Idempotency-Key", "before");
        set(user, from, "{\"paused\": true}");

        assertThat(rule(pay(user, from, "1", ""))).isEqualTo("422 paused");
        assertThat(pay(user, from, "1", "", "Idempotency-Key", "before").body()).isEqualTo(before.body());
        set(user, from, "{}");
        assertThat(pay(user, from, "1", "").status()).isEqualTo(202);
    }

    @Test
    void aPolicyIsItsOwnersAndToldAsItIs() {
        TestTokens.Login user = login();
        String from = wallet(user, 0);
        String path = "/api/wallets/" + from + "/policy";

        assertThat(get(user, path).body().propertyNames())
                .containsExactlyInAnyOrder(
                        "max_per_transaction", "max_per_day", "allowed_destinations", "tokens", "paused");
        assertThat(get(user, path).body().path("max_per_day").isNull()).isTrue();
        Answer set = put(
                user,
                path,
                "{\"max_per_day\": \"0\", \"tokens\": {\"%s\": {\"max_per_day\": \"5\"}}}".formatted(OTHER));
        assertThat(set.status()).isEqualTo(200);
        assertThat(get(user, path).body()).isEqualTo(set.body());
        assertThat(get(user, path).text("max_per_day")).isEqualTo("0");
        Answer wrong = put(user, path, "{\"tokens\": {\"nonsense\": {}}}");
        assertThat(wrong.problem() + wrong.fields()).isEqualTo("400 invalid_request[tokens.nonsense]");
        wrong = put(user, path, "{\"allowed_destinations\": [\"%s\", null]}".formatted(OTHER));
        assertThat(wrong.problem() + wrong.fields()).isEqualTo("400 invalid_request[allowed_destinations[1]]");
        assertThat(put(user, path, "{\"max_per_hour\": \"1\"}").problem()).isEqualTo("400 invalid_request");
        assertThat(get(login(), path).problem()).isEqualTo("404 wallet_not_found");
        assertThat(put(login(), path, "{}").problem()).isEqualTo("404 wallet_not_found");
        assertThat(put(null, path, "{}").status()).isEqualTo(401);
        assertThat(put(login("payments:read"), path, "{}").status()).isEqualTo(403);
    }

    private void set(TestTokens.Login user, String wallet, String policy) {
        assertThat(put(user, "/api/wallets/" + wallet + "/policy", policy).status())
                .isEqualTo(200);
    }

    private static String member(String from, long amount) {
        return "{\"from\": \"%s\", \"to\": \"%s\", \"amount\": \"%d\"%s}".formatted(from, RECIPIENT, amount, FEES);
    }

    private Answer call(TestTokens.Login user, String from, String to, String function, String args) {
        return post(user, SUBMIT, """
                {"from": "%s", "to": "%s", "amount": "0", "call": {"function": "%s", "args": %s}}""".formatted(from, to, function, args));
    }

    private static String rule(Answer answer) {
        return answer.status() + " " + answer.text("rule");
    }

    private static String checksummed(String address) {
        return io.dapp.chain.Address.parse(address).toString();
    }
}
