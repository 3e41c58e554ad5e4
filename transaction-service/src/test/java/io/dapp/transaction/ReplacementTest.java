package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens;
import org.junit.jupiter.api.Test;

class ReplacementTest extends PaymentServiceTest {
    private static final long ETHER = 1_000_000_000_000_000_000L;

    @Test
    void aPaymentIsSpedUpAndThenCancelledAtTheSameNonce() {
        TestTokens.Login user = login();
        Answer paid = pay(user, wallet(user, ETHER), "1000", "");
        String path = "/api/transactions/" + paid.text("transaction_id");

        Answer faster = post(user, path + "/speed-up", "");
        assertThat(faster.status()).isEqualTo(202);
        assertThat(faster.text("transaction_id")).isEqualTo(paid.text("transaction_id"));
        assertThat(faster.text("hash")).isNotEqualTo(paid.text("hash"));
        assertThat(faster.body().path("nonce")).isEqualTo(paid.body().path("nonce"));
        assertThat(faster.body().at("/attempts/1/kind").asString("")).isEqualTo("speed_up");

        Answer cancelled = post(user, path + "/cancel", "", "Idempotency-Key", "once");
        assertThat(cancelled.status()).isEqualTo(202);
        assertThat(cancelled.text("status")).isEqualTo("pending");
        assertThat(cancelled.body().at("/attempts/2/kind").asString("")).isEqualTo("cancel");
        assertThat(post(user, path + "/cancel", "", "Idempotency-Key", "once").body())
                .isEqualTo(cancelled.body());

        assertThat(post(user, path + "/speed-up", "{}").problem()).isEqualTo("409 not_replaceable");
        assertThat(get(user, path).body().path("version").asInt()).isEqualTo(3);
    }

    @Test
    void ownFeesComeTogetherAndAreAnEighthMore() {
        TestTokens.Login user = login();
        Answer paid = pay(
                user,
                wallet(user, ETHER),
                "1000",
                ", \"max_fee_per_gas\": \"8000000000\", \"max_priority_fee_per_gas\": \"800000000\"");
        String path = "/api/transactions/" + paid.text("transaction_id") + "/speed-up";

        Answer one = post(user, path, "{\"max_fee_per_gas\": \"9000000000\"}");
        assertThat(one.problem() + one.fields()).isEqualTo("400 invalid_request[max_priority_fee_per_gas]");
        Answer both = post(user, path, """
                {"speed": "fast", "max_fee_per_gas": "9000000000", "max_priority_fee_per_gas": "9000000001"}""");
        assertThat(both.problem() + both.fields()).isEqualTo("400 invalid_request[speed, max_priority_fee_per_gas]");
        assertThat(post(user, path, "{\"faster\": true}").problem()).isEqualTo("400 invalid_request");
        Answer low = post(user, path, """
                {"max_fee_per_gas": "8999999999", "max_priority_fee_per_gas": "900000000"}""");
        assertThat(low.problem()).isEqualTo("422 fee_too_low");
        assertThat(low.text("max_fee_per_gas")).isEqualTo("9000000000");
        Answer enough = post(user, path, """
                {"max_fee_per_gas": "9000000000", "max_priority_fee_per_gas": "900000000"}""");
        assertThat(enough.status()).isEqualTo(202);
        assertThat(enough.body().at("/attempts/1/max_fee_per_gas").asString("")).isEqualTo("9000000000");
    }

    @Test
    void somebodyElsesPaymentIsNotFoundAndWhoMayOnlyReadIsRefused() {
        TestTokens.Login user = login();
        Answer paid = pay(user, wallet(user, ETHER), "1000", "");
        String path = "/api/transactions/" + paid.text("transaction_id");

        for (String action : new String[] {"/speed-up", "/cancel"}) {
            assertThat(post(login(), path + action, "{}").problem()).isEqualTo("404 not_found");
            assertThat(post(null, path + action, "{}").status()).isEqualTo(401);
            assertThat(post(login("payments:read"), path + action, "{}").status())
                    .isEqualTo(403);
            assertThat(post(user, "/api/transactions/nonsense" + action, "{}").problem())
                    .isEqualTo("400 invalid_request");
        }
        assertThat(get(user, path).body().path("version").asInt()).isEqualTo(1);
    }
}
