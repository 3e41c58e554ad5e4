package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.common.testing.TestTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Contracts that take their time, while payments wait for what they answer. */
@DirtiesContext
class SlowContractTest extends PaymentServiceTest {
    private static final int REPEAT = Integer.getInteger("dapp.test.repeat", 1);
    private static final HoldingNode NODE = new HoldingNode(WORLD.node().httpUrl());
    private static final String SLOW = "0x00000000000000000000000000000000000000d1";
    private static final String FAST = "0x00000000000000000000000000000000000000d2";

    @DynamicPropertySource
    static void slowNode(DynamicPropertyRegistry registry) {
        registry.add("test.node", NODE::url);
        registry.add("dapp.chains.local.caller-timeout", () -> "30s");
        registry.add("dapp.line.contract-turn-within", () -> "20s");
        registry.add("dapp.submission.asked-within", () -> "1ms");
    }

    @AfterEach
    void goOn() {
        NODE.goOn();
    }

    @AfterAll
    static void stop() {
        NODE.close();
    }

    @Test
    void thatOneUserCallsLeaveOthersPaymentsTheirTurns() throws Exception {
        code(SLOW);
        code(FAST);
        TestTokens.Login one = login();
        String from = wallet(one, ETHER);
        TestTokens.Login other = login();
        String others = wallet(other, ETHER);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int run = 0; run < REPEAT; run++) {
                NODE.hold(SLOW);
                List<Future<Answer>> slow = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    slow.add(threads.submit(() -> call(one, from, SLOW)));
                }
                await().until(() -> NODE.held() == 3);

                assertThat(call(other, others, FAST).status()).isEqualTo(202);
                assertThat(pay(one, from, "1", "").status()).as("no code runs").isEqualTo(202);
                assertThat(NODE.held()).isEqualTo(3);

                NODE.goOn();
                for (Future<Answer> each : slow) {
                    assertThat(each.get().status()).isEqualTo(202);
                }
                WORLD.mine();
            }
        }
    }

    @Test
    void thatSeveralMembersOfABatchCallForTooLongEndItBeforeAnythingIsRecorded() {
        code(SLOW);
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);

        Answer late = post(user, "/api/blockchain/transactions", """
                {"transactions": [{"from": "%1$s", "to": "%2$s", "data": "0x01"},
                                  {"from": "%1$s", "to": "%2$s", "data": "0x02"}]}""".formatted(from, SLOW));

        assertThat(late.problem()).isEqualTo("503 chain_unavailable");
        assertThat(get(user, "/api/transactions").body().path("items")).isEmpty();
    }

    @Test
    void thatANodeDoesNotTellOfNowAreNotCalledNoTokens() {
        code(SLOW);
        TestTokens.Login user = login();
        String from = wallet(user, ETHER);
        NODE.refuse(SLOW);

        assertThat(pay(user, from, "1", ", \"token\": \"" + SLOW + "\"").problem())
                .isEqualTo("503 chain_unavailable");

        NODE.goOn();
        Answer none = pay(user, from, "1", ", \"token\": \"" + SLOW + "\"");
        assertThat(none.problem() + none.fields()).isEqualTo("400 invalid_request[token]");
    }

    private Answer call(TestTokens.Login user, String from, String to) {
        return post(user, SUBMIT, """
                {"from": "%s", "to": "%s", "data": "0x01"}""".formatted(from, to));
    }

    private static void code(String address) {
        WORLD.node().rpc().call("anvil_setCode", address.toLowerCase(Locale.ROOT), "0x00");
        WORLD.mine();
    }
}
