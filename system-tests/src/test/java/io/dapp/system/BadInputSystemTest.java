package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.system.platform.Api;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputSystemTest extends SystemTest {
    private static final String TO = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private long before;

    @BeforeEach
    void count() {
        before = platform.records().rowsOfPayments();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"from\":\"FROM\",\"to\":\"TO\",\"amount\":\"1\",\"colour\":1}",
                "{\"from\":\"FROM\",\"to\":\"TO\",\"amount\":\"1\",\"amount\":\"2\"}",
                "{\"from\":\"FROM\",\"to\":\"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD\",\"amount\":\"1\"}",
                "{\"from\":\"FROM\",\"to\":\"0x12\",\"amount\":\"1\"}",
                "{\"from\":\"FROM\",\"to\":\"TO\",\"amount\":\"-1\"}",
                "{\"from\":\"FROM\",\"to\":\"TO\",\"amount\":\"1.5\"}",
                "{\"from\":\"FROM\",\"to\":\"TO\",\"amount\":1}",
                "{\"from\":\"FROM\",\"to\":\"TO\",\"amount\":\"1e18\"}",
                "{\"from\":\"FROM\",\"to\":\"TO\",\"amount\":"
                        + "\"115792089237316195423570985008687907853269984665640564039457584007913129639936\"}",
                "{\"from\":\"FROM\",\"to\":\"TO\"}"
            })
    void whatIsNotValidIsRefusedAndRecordsNothing(String body) {
        refused(submit(body), 400, "invalid_request");
    }

    @Test
    void anUnknownChainIsRefused() {
        refused(submit("{\"from\":\"FROM\",\"to\":\"TO\",\"amount\":\"1\",\"chain_id\":5}"), 400, "invalid_request");
    }

    @Test
    void aWalletOfSomebodyElseIsNotFound() {
        refused(wallet(platform.user().at(platform.transactions())), 404, "wallet_not_found");
    }

    @Test
    void moreThanThereIsIsRefused() {
        refused(
                submit("{\"from\":\"FROM\",\"to\":\"TO\",\"amount\":\"10000000000000000000\"}"),
                422,
                "insufficient_funds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."})
    void withoutATokenThatIsGoodNobodyPays(String token) {
        Api nobody = new Api(platform.transactions().url(), token.isEmpty() ? null : token);
        refused(wallet(nobody), 401, "unauthorized");
    }

    @Test
    void aTokenWithAnotherSignatureIsNone() {
        String token = user.token();
        String other = platform.user().token();
        String forged = token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
        refused(wallet(new Api(platform.transactions().url(), forged)), 401, "unauthorized");
    }

    @Test
    void anExpiredTokenIsNone() {
        long past = Instant.now().getEpochSecond() - 60;
        String expired = platform.forged(user, claims -> claims.put("exp", past).put("iat", past - 300));
        refused(wallet(new Api(platform.transactions().url(), expired)), 401, "unauthorized");
    }

    /** The documented problem, and not a row more than before. */
    private void refused(Api.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text("trace_id")).isNotEmpty();
        assertThat(platform.records().rowsOfPayments()).isEqualTo(before);
    }

    private Api.Answer submit(String body) {
        return user.at(platform.transactions())
                .post(
                        "/api/blockchain/transaction",
                        body.replace("FROM", wallet.address()).replace("TO", TO),
                        "Idempotency-Key",
                        UUID.randomUUID().toString());
    }

    private Api.Answer wallet(Api caller) {
        return caller.post("/api/blockchain/transaction", wallet.body(TO, 1));
    }
}
