package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.common.testing.TestTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A second chain is configured, and its only URL is of another one. */
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
class WrongChainTest extends PaymentServiceTest {
    @DynamicPropertySource
    static void second(DynamicPropertyRegistry registry) {
        registry.add("dapp.default-chain", () -> "local");
        registry.add("dapp.chains.strange.id", () -> 4_243);
        registry.add("dapp.chains.strange.nodes[0].http-url", () -> WORLD.node().httpUrl());
    }

    @AfterEach
    void forget() {
        WORLD.jdbc().sql("delete from held_block where chain_id = 4243").update();
        WORLD.jdbc().sql("delete from follower where chain_id = 4243").update();
    }

    @Test
    void aChainWhoseOnlyUrlIsOfAnotherTakesNothingAndTheOtherChainPays(CapturedOutput output) {
        followed();
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);

        for (int i = 0; i < 5; i++) {
            Answer refused = pay(user, from, "1", ", \"chain_id\": 4243");
            assertThat(refused.problem()).isEqualTo("503 chain_unavailable");
            assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
            assertThat(pay(user, from, "1", ", \"chain_id\": 31337").status()).isEqualTo(202);
        }

        assertThat(get(user, "/api/blockchain/4243/fees").problem()).isEqualTo("503 chain_unavailable");
        assertThat(get(user, "/api/blockchain/31337/fees").status()).isEqualTo(200);
        await().until(() -> output.toString().contains("it is of chain 31337, not 4243"));
        assertThat(output).containsOnlyOnce("it is of chain 31337, not 4243");
    }

    /** What the other chain has: nothing but the node stands in the way. */
    private static void followed() {
        WORLD.jdbc().sql("""
                insert into follower (chain_id, cursor_number, cursor_hash)
                select 4243, cursor_number, cursor_hash from follower where chain_id = 31337
                """).update();
        WORLD.jdbc().sql("""
                insert into held_block (chain_id, number, hash, parent_hash, block_time)
                select 4243, number, hash, parent_hash, block_time from held_block where chain_id = 31337
                """).update();
    }
}
