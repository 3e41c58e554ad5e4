package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.system.platform.Api;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputSystemTest extends SystemTest {
    private static final String TO = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();

    @ParameterizedTest
    @ValueSource(
            strings = {
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
        Api.Answer answer = submit(body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_request");
        assertThat(answer.text("trace_id")).isNotEmpty();
        assertThat(platform.records().payments(user.id())).isZero();
    }

    @Test
    void anUnknownChainIsRefused() {
        Api.Answer answer = submit("{\"from\":\"FROM\",\"to\":\"TO\",\"amount\":\"1\",\"chain_id\":5}");
        assertThat(answer.status()).as(answer.toString()).isIn(400, 422);
        assertThat(answer.code()).isIn("invalid_request", "wrong_chain");
        assertThat(platform.records().payments(user.id())).isZero();
    }

    @Test
    void aWalletOfSomebodyElseIsNotFound() {
        User thief = platform.user();
        Api.Answer answer = wallet(thief.at(platform.transactions()));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("wallet_not_found");
        assertThat(platform.records().payments(thief.id())).isZero();
    }

    @Test
    void moreThanThereIsIsRefused() {
        Api.Answer answer = submit("{\"from\":\"FROM\",\"to\":\"TO\",\"amount\":\"10000000000000000000\"}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("insufficient_funds");
        assertThat(platform.records().payments(user.id())).isZero();
    }

    @ParameterizedTest
    @CsvSource({"''", "garbage", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."})
    void withoutATokenThatIsGoodNobodyPays(String token) {
        Api nobody = new Api(platform.transactions().url(), token.isEmpty() ? null : token);
        Api.Answer answer = wallet(nobody);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("unauthorized");
    }

    @Test
    void anExpiredTokenIsNone() {
        assertThat(wallet(new Api(platform.transactions().url(), platform.expiredToken()))
                        .status())
                .isEqualTo(401);
    }

    private Api.Answer submit(String body) {
        return user.at(platform.transactions())
                .post(
                        "/api/blockchain/transaction",
                        body.replace("FROM", wallet.address()).replace("TO", TO));
    }

    private Api.Answer wallet(Api caller) {
        return caller.post("/api/blockchain/transaction", wallet.body(TO, 1));
    }
}
