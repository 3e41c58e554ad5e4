package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeIdTest {
    private static final String WITH_KEY = "https://user:secret@node.example.com/v3/0123456789abcdef";

    @Test
    void isTheSameForTheSamePlaceHoweverItIsWritten() {
        assertThat(NodeId.of("main", "https://node.example.com/v1"))
                .isEqualTo(NodeId.of("main", "https://NODE.example.com:443/v1"));
        assertThat(NodeId.of("main", "http://127.0.0.1:8545")).isEqualTo(NodeId.of("main", "http://127.0.0.1:8545/"));
    }

    @Test
    void tellsNodesApartByHostPortAndPath() {
        assertThat(new String[] {
                    NodeId.of("main", "http://a:8545"),
                    NodeId.of("main", "http://b:8545"),
                    NodeId.of("main", "http://a:8546"),
                    NodeId.of("main", "http://a:8545/one"),
                    NodeId.of("main", "http://a:8545/two"),
                    NodeId.of("main", "http://a:8545/two?key=1"),
                    NodeId.of("other", "http://a:8545")
                })
                .doesNotHaveDuplicates();
    }

    @Test
    void showsNothingOfTheUrl() {
        assertThat(NodeId.of("main", WITH_KEY)).matches("main-[0-9a-f]{12}");
    }

    @Test
    void isRefusedTwiceInOneChain() {
        Map<String, ChainSettings> twice =
                Map.of("test", TestChains.ofNodes("http://127.0.0.1:1", "http://127.0.0.1:1/"));
        assertThatThrownBy(() -> Chains.of(twice, chain -> null, new SimpleMeterRegistry()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dapp.chains.test.nodes[1].http-url is listed twice");
    }
}
