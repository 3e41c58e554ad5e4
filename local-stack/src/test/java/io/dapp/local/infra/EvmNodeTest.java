package io.dapp.local.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvmNodeTest {
    @TempDir
    private Path folder;

    @Test
    void theChainIsTheSameAfterEachRestartAndItsClockIsRight() throws Exception {
        String genesis = "";
        long head = 0;
        // Which of several genesis blocks was read back used to be a matter of chance: some starts find that out.
        for (int start = 0; start < 6; start++) {
            try (EvmNode node = start()) {
                if (start == 0) {
                    genesis = hash(node, "0x0");
                    node.rpc().call("anvil_mine", "0x5", "0x1");
                    // From the next second on another genesis block would differ.
                    long second = Instant.now().getEpochSecond();
                    assertThat(Waiting.until(
                                    Duration.ofSeconds(5), () -> Instant.now().getEpochSecond() > second))
                            .isTrue();
                }
                assertThat(hash(node, "0x0")).isEqualTo(genesis);
                assertThat(node.blockNumber()).isGreaterThanOrEqualTo(head);
                node.rpc().call("evm_mine");
                head = node.blockNumber();
                String time = node.rpc()
                        .call("eth_getBlockByNumber", "latest", false)
                        .path("timestamp")
                        .asString();
                assertThat(Long.parseLong(time.substring(2), 16))
                        .isCloseTo(Instant.now().getEpochSecond(), within(15L));
            }
        }
        assertThat(head).isGreaterThanOrEqualTo(11);
    }

    private EvmNode start() {
        return EvmNode.start(new NodeOptions(
                Ports.free(), 31_337, Duration.ofHours(1), folder.resolve("state.json"), folder.resolve("node.log")));
    }

    private static String hash(EvmNode node, String number) {
        return node.rpc()
                .call("eth_getBlockByNumber", number, false)
                .path("hash")
                .asString();
    }
}
