package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.chain.Address;
import io.dapp.common.testing.TestTokens;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReadTest extends PaymentServiceTest {
    @Test
    void aWalletIsMadeOnceForAKeyAndSeenByItsOwnerOnly() {
        TestTokens.Login user = login();
        TestTokens.Login stranger = login();
        String key = UUID.randomUUID().toString();

        Answer made = post(user, "/api/wallets", "{\"name\": \"Savings\"}", "Idempotency-Key", key);
        Answer again = post(user, "/api/wallets", "{\"name\": \"Savings\"}", "Idempotency-Key", key);
        Answer other = post(user, "/api/wallets", "{\"name\": \"Other\"}", "Idempotency-Key", key);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body().propertyNames()).containsExactlyInAnyOrder("address", "name", "created_at");
        assertThat(again.response().body()).isEqualTo(made.response().body());
        assertThat(other.problem()).isEqualTo("409 idempotency_key_reused");
        String path = "/api/wallets/" + made.text("address");
        assertThat(get(user, path).body()).isEqualTo(made.body());
        assertThat(get(user, "/api/wallets").body().path("items").size()).isEqualTo(1);
        assertThat(get(stranger, path).problem()).isEqualTo("404 wallet_not_found");
        assertThat(get(stranger, path + "/balance").problem()).isEqualTo("404 wallet_not_found");
        assertThat(get(stranger, "/api/wallets").body().path("items").size()).isZero();
    }

    @Test
    void badWalletsAreRefused() {
        TestTokens.Login user = login();

        assertThat(post(user, "/api/wallets", "{\"name\": \"a\\u0000b\"}").fields())
                .isEqualTo("[name]");
        assertThat(post(user, "/api/wallets", "{\"name\": \"\"}").fields()).isEqualTo("[name]");
        assertThat(post(user, "/api/wallets", "{\"key\": \"0x01\"}").fields()).isEqualTo("[key]");
        assertThat(get(user, "/api/wallets/0x12").problem()).isEqualTo("400 invalid_request");
    }

    @Test
    void aBalanceSaysWhatIsReservedAndWhatIsLeft() {
        TestTokens.Login user = login();
        String wallet = wallet(user, ETHER);
        pay(user, wallet, "1000", ", \"max_fee_per_gas\": \"3000000000\", \"max_priority_fee_per_gas\": \"1\"");

        Answer balance = get(user, "/api/wallets/" + wallet + "/balance?chain_id=31337");

        assertThat(balance.text("balance")).isEqualTo(Long.toString(ETHER));
        assertThat(balance.text("reserved")).isEqualTo(Long.toString(1_000 + 21_000 * 3_000_000_000L));
        assertThat(balance.text("available")).isEqualTo(Long.toString(ETHER - 1_000 - 21_000 * 3_000_000_000L));
        assertThat(balance.body().path("block_number").isIntegralNumber()).isTrue();
        assertThat(get(user, "/api/wallets/" + wallet + "/balance?chain_id=5").fields())
                .isEqualTo("[chain_id]");
    }

    @Test
    void aListPagesNewestFirstAndFilters() {
        TestTokens.Login user = login();
        String wallet = wallet(user, ETHER);
        for (int i = 0; i < 5; i++) {
            pay(user, wallet, Integer.toString(i), "");
        }
        List<String> amounts = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = get(user, "/api/transactions?limit=2" + cursor);
            page.body()
                    .path("items")
                    .forEach(item -> amounts.add(item.path("amount").asString("")));
            cursor = page.body().path("next_cursor").isNull() ? "" : "&cursor=" + page.text("next_cursor");
        } while (!cursor.isEmpty());

        assertThat(amounts).containsExactly("4", "3", "2", "1", "0");
        assertThat(size(user, "?status=pending&chain_id=31337&address=" + wallet))
                .isEqualTo(5);
        assertThat(size(user, "?address=" + RECIPIENT.toLowerCase(Locale.ROOT))).isEqualTo(5);
        assertThat(size(user, "?status=finalized")).isZero();
        assertThat(size(user, "?from=2020-01-01T00:00:00Z&to=2021-01-01T00:00:00Z"))
                .isZero();
        assertThat(get(user, "/api/transactions?status=lost").fields()).isEqualTo("[status]");
        assertThat(get(user, "/api/transactions?cursor=%21").fields()).isEqualTo("[cursor]");
        assertThat(get(user, "/api/transactions?limit=101").problem()).isEqualTo("400 invalid_request");
    }

    @Test
    void timesThatAreNotRfc3339AreRefused() {
        TestTokens.Login user = login();
        for (String time : new String[] {
            "9999999999999999", "1700000000", "-10000-01-01T00:00:00Z", "2026-01-31", "2026-02-30T00:00:00Z", "now"
        }) {
            for (String field : new String[] {"from", "to"}) {
                Answer refused = get(user, "/api/transactions?" + field + "=" + time);
                assertThat(refused.problem() + refused.fields())
                        .as(time)
                        .isEqualTo("400 invalid_request[" + field + "]");
            }
        }
        assertThat(get(user, "/api/transactions?from=0000-01-01T00:00:00Z&to=9999-12-31T23:59:59.999999999Z")
                        .status())
                .isEqualTo(200);
        assertThat(get(user, "/api/transactions?from=2026-01-31t12:00:00%2B01:00")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anotherUserFindsNothing() {
        TestTokens.Login user = login();
        String id = pay(user, wallet(user, ETHER), "1", "").text("transaction_id");
        TestTokens.Login stranger = login();

        assertThat(get(stranger, "/api/transactions/" + id).problem()).isEqualTo("404 not_found");
        assertThat(size(stranger, "")).isZero();
        assertThat(get(user, "/api/transactions/" + UUID.randomUUID()).problem())
                .isEqualTo("404 not_found");
        assertThat(get(user, "/api/transactions/x").problem()).isEqualTo("400 invalid_request");
    }

    @Test
    void nothingIsGivenWithoutATokenOrWithoutItsScope() {
        for (String path : List.of(
                "/api/wallets",
                "/api/wallets/" + RECIPIENT,
                "/api/wallets/" + RECIPIENT + "/balance",
                "/api/transactions",
                "/api/transactions/" + UUID.randomUUID())) {
            assertThat(get(null, path).problem()).as(path).isEqualTo("401 unauthorized");
            assertThat(get(login("resources:read"), path).problem()).as(path).isEqualTo("403 forbidden");
        }
        for (String path : List.of(SUBMIT, "/api/wallets")) {
            assertThat(post(null, path, "{}").problem()).as(path).isEqualTo("401 unauthorized");
            assertThat(post(login("payments:read"), path, "{}").problem())
                    .as(path)
                    .isEqualTo("403 forbidden");
        }
    }

    @Test
    void chainsAndTheirHeadsAreRead() {
        TestTokens.Login user = login();

        assertThat(get(user, "/api/blockchain/chains")
                        .body()
                        .at("/items/0/chain_id")
                        .asLong())
                .isEqualTo(31_337);
        Answer head = get(user, "/api/blockchain/31337/head");
        assertThat(head.body().path("number").asLong()).isEqualTo(WORLD.node().blockNumber());
        assertThat(get(user, "/api/blockchain/chains/31337/head").body().path("number"))
                .isEqualTo(head.body().path("number"));
        assertThat(get(user, "/api/blockchain/5/head").problem()).isEqualTo("404 not_found");
    }

    @Test
    void feesAndBalancesOfAChainAreRead() {
        TestTokens.Login user = login();

        Answer fees = get(user, "/api/blockchain/31337/fees");
        assertThat(fees.status()).isEqualTo(200);
        assertThat(fees.body().path("block_number").asLong())
                .isLessThanOrEqualTo(WORLD.node().blockNumber());
        assertThat(new BigInteger(fees.text("base_fee_per_gas"))).isPositive();
        for (String speed : List.of("slow", "standard", "fast")) {
            BigInteger max = new BigInteger(
                    fees.body().path(speed).path("max_fee_per_gas").stringValue());
            assertThat(max).isGreaterThanOrEqualTo(new BigInteger(fees.text("base_fee_per_gas")));
            assertThat(fees.body().path(speed).path("max_priority_fee_per_gas").stringValue())
                    .matches("[0-9]+");
        }
        String rich = "0x00000000000000000000000000000000000000ff";
        WORLD.fund(Address.parse(rich), 77);
        WORLD.mine();
        await().until(() -> get(user, "/api/blockchain/31337/balance/" + rich).text("balance"), "77"::equals);
        assertThat(get(user, "/api/blockchain/31337/balance/0x12").problem()).isEqualTo("400 invalid_request");
        assertThat(get(user, "/api/blockchain/5/fees").problem()).isEqualTo("404 not_found");
    }

    @Test
    void aContractIsCalledByDataOrByItsFunctionAndARevertIsDecoded() {
        TestTokens.Login user = login();
        // Answers 42 to a call without data, and reverts with Error("no") to any other.
        String revert = "08c379a0" + "0".repeat(62) + "20" + "0".repeat(62) + "02" + "6e6f" + "0".repeat(60);
        String at = "0x00000000000000000000000000000000000000ca";
        WORLD.node()
                .rpc()
                .call("anvil_setCode", at, "0x36600e57602a60005260206000f35b6064601b60003960646000fd" + revert);
        String path = "/api/blockchain/31337/call";

        Answer answer = post(user, path, "{\"to\":\"" + at + "\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("result")).isEqualTo("0x" + "0".repeat(62) + "2a");
        Answer reverted = post(user, path, "{\"to\":\"" + at + "\",\"function\":\"pay(uint256)\",\"args\":[\"1\"]}");
        assertThat(reverted.problem()).isEqualTo("422 would_revert");
        assertThat(reverted.text("revert_reason")).isEqualTo("no");
        Answer decoded = post(
                user,
                path,
                "{\"to\":\"0x0000000000000000000000000000000000000004\",\"function\":\"f() returns (bytes4)\"}");
        assertThat(decoded.problem()).as("four bytes are no word").isEqualTo("400 invalid_request");
        assertThat(decoded.fields()).isEqualTo("[function]");
        assertThat(post(user, path, "{\"to\":\"" + at + "\",\"function\":\"f(uint8)\",\"args\":[\"256\"]}")
                        .fields())
                .isEqualTo("[args[0]]");
        assertThat(post(user, path, "{}").fields()).isEqualTo("[to]");
    }

    private long size(TestTokens.Login user, String query) {
        return get(user, "/api/transactions" + query).body().path("items").size();
    }
}
