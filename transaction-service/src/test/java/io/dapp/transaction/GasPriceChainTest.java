package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.common.testing.TestTokens;
import io.dapp.testing.TestNode;
import java.math.BigInteger;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** A second chain, whose blocks have no base fee. */
@DirtiesContext
class GasPriceChainTest extends PaymentServiceTest {
    private static final TestNode NODE = TestNode.of(4_242, "berlin");

    @DynamicPropertySource
    static void secondChain(DynamicPropertyRegistry registry) {
        registry.add("dapp.default-chain", () -> "local");
        registry.add("dapp.chains.berlin.id", () -> 4_242);
        registry.add("dapp.chains.berlin.nodes[0].http-url", NODE::httpUrl);
        registry.add("dapp.chains.berlin.block-time", () -> "1h");
        registry.add("dapp.chains.berlin.poll-interval", () -> "50ms");
    }

    @AfterAll
    static void stop() {
        WORLD.jdbc().sql("delete from held_block where chain_id = 4242").update();
        WORLD.jdbc().sql("delete from follower where chain_id = 4242").update();
        NODE.close();
    }

    @Test
    void isPaidOnByGasPriceAndOnlyWhereItIsNamed() {
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        NODE.fund(from, BigInteger.valueOf(ETHER));
        NODE.mine(1);
        follow();

        JsonNode chains = get(user, "/api/blockchain/chains").body().path("items");
        assertThat(chains.at("/0/chain_id").asInt()).isEqualTo(31_337);
        assertThat(chains.at("/1/chain_id").asInt()).isEqualTo(4_242);
        assertThat(pay(user, from, "1", "").body().path("chain_id").asInt()).isEqualTo(31_337);
        await().until(() -> get(user, "/api/blockchain/4242/fees").status() == 200);
        JsonNode fees = get(user, "/api/blockchain/4242/fees").body();
        assertThat(fees.path("base_fee_per_gas").isString()).isFalse();

        Answer paid = pay(user, from, "7", ", \"chain_id\": 4242");

        assertThat(paid.status()).as(paid.body().toString()).isEqualTo(202);
        assertThat(paid.body().path("chain_id").asInt()).isEqualTo(4_242);
        await().until(() -> !receipt(paid).isNull());
        assertThat(receipt(paid).path("status").asString("")).isEqualTo("0x1");
        assertThat(receipt(paid).path("type").asString("")).isEqualTo("0x0");
        assertThat(NODE.rpc()
                        .call("eth_getBalance", RECIPIENT.toLowerCase(Locale.ROOT), "latest")
                        .asString())
                .isEqualTo("0x7");
    }

    private static JsonNode receipt(Answer payment) {
        return NODE.rpc().call("eth_getTransactionReceipt", payment.text("hash"));
    }

    /** The follower holds the node's newest block. */
    private static void follow() {
        JsonNode head = NODE.rpc().call("eth_getBlockByNumber", "latest", false);
        long number = Long.decode(head.path("number").asString(""));
        String hash = head.path("hash").asString("").substring(2);
        WORLD.jdbc().sql("""
                        insert into follower (chain_id, cursor_number, cursor_hash)
                        values (4242, :number, decode(:hash, 'hex'))
                        on conflict (chain_id) do update set cursor_number = :number, cursor_hash = decode(:hash, 'hex')
                        """).param("number", number).param("hash", hash).update();
        WORLD.jdbc().sql("""
                        insert into held_block (chain_id, number, hash, parent_hash, block_time)
                        values (4242, :number, decode(:hash, 'hex'), decode(:hash, 'hex'), now())
                        on conflict do nothing
                        """).param("number", number).param("hash", hash).update();
    }
}
