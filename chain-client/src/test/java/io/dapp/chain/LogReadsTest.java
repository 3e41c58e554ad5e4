package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.dapp.chain.abi.AbiEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node whose answers are written here: anvil does not lie. */
class LogReadsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Address CONTRACT = Address.parse("0x00000000000000000000000000000000000000cc");
    private static final Address ELSEWHERE = Address.parse("0x00000000000000000000000000000000000000dd");
    private static final LogTopic TOPIC =
            AbiEvent.parse("Transfer(address,address,uint256)").topic();
    private static final LogFilter FILTER = new LogFilter(Set.of(CONTRACT), Set.of(TOPIC));
    /** The bits of CONTRACT and TOPIC and of nothing else. */
    private static final LogsBloom BLOOM = LogsBloom.parse(bloomOf(CONTRACT.bytes(), TOPIC.bytes()));

    private static final LogsBloom EMPTY = LogsBloom.parse("0x" + "0".repeat(512));
    private static final BlockHash HASH = BlockHash.parse("0x" + "b1".repeat(32));
    private static final BlockHash PARENT = BlockHash.parse("0x" + "b0".repeat(32));
    private static final TransactionHash TRANSACTION = TransactionHash.parse("0x" + "7a".repeat(32));

    private final Map<String, String> results = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final HttpServer server = serve();
    private final Node node = new Node(
            "test",
            "http://127.0.0.1:" + server.getAddress().getPort(),
            TestChains.ofNodes("http://127.0.0.1:1"),
            new SimpleMeterRegistry(),
            () -> {});

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void readsTheLogsOfABlock() {
        results.put("eth_getBlockByHash", block(HASH));
        results.put("eth_getLogs", "[%s,%s]".formatted(log(HASH, CONTRACT, 0), log(HASH, ELSEWHERE, 1)));

        assertThat(node.logs(header(BLOOM), FILTER)).singleElement().satisfies(log -> {
            assertThat(log.address()).isEqualTo(CONTRACT);
            assertThat(log.block()).isEqualTo(new BlockRef(5, HASH));
            assertThat(log.dataBytes()).containsExactly(1, 2);
        });
    }

    @Test
    void believesNoAbsenceOfANodeThatLacksTheBlock() {
        results.put("eth_getBlockByHash", "null");
        results.put("eth_getLogs", "[]");

        assertThatThrownBy(() -> node.logs(header(EMPTY), FILTER)).isInstanceOf(ChainUnavailableException.class);
    }

    @Test
    void asksForReceiptsWhereTheBloomContradictsTheAbsence() {
        results.put("eth_getBlockByHash", block(HASH));
        results.put("eth_getLogs", "[]");
        results.put("eth_getBlockReceipts", "[{\"logs\":[%s]}]".formatted(log(HASH, CONTRACT, 3)));

        assertThat(node.logs(header(BLOOM), FILTER)).extracting(Log::index).containsExactly(3);
    }

    @Test
    void waitsForReceiptsThatTheNodeDoesNotHaveYet() {
        results.put("eth_getBlockByHash", block(HASH));
        results.put("eth_getLogs", "[]");
        for (String receipts : List.of("null", "[]")) {
            results.put("eth_getBlockReceipts", receipts);
            assertThatThrownBy(() -> node.logs(header(BLOOM), FILTER)).isInstanceOf(ChainUnavailableException.class);
        }
    }

    @Test
    void asksNothingWhereABloomThatTellsExcludesTheLogs() {
        results.put("eth_getBlockByHash", block(HASH));
        results.put("eth_getLogs", "[]");
        assertThat(node.logs(header(EMPTY), FILTER)).isEmpty();
        assertThat(asked).as("before any log was seen").contains("eth_getLogs");

        results.put("eth_getLogs", "[%s]".formatted(log(HASH, CONTRACT, 0)));
        node.logs(header(BLOOM), FILTER);
        asked.clear();
        assertThat(node.logs(header(EMPTY), FILTER)).isEmpty();
        assertThat(asked).as("after a log that its bloom holds").isEmpty();
    }

    @Test
    void asksAlwaysWhereBloomsDoNotTell() {
        results.put("eth_getBlockByHash", block(HASH));
        results.put("eth_getLogs", "[%s]".formatted(log(HASH, CONTRACT, 0)));

        for (int i = 0; i < 3; i++) {
            assertThat(node.logs(header(EMPTY), FILTER)).hasSize(1);
        }
    }

    @Test
    void refusesLogsOfAnotherBlock() {
        results.put("eth_getBlockByHash", block(HASH));
        results.put("eth_getLogs", "[%s]".formatted(log(PARENT, CONTRACT, 0)));

        assertThatThrownBy(() -> node.logs(header(BLOOM), FILTER)).isInstanceOf(ChainUnavailableException.class);
    }

    @Test
    void readsARangeOnlyOfANodeThatHoldsTheBlockAboveIt() {
        results.put("eth_getBlockByNumber", block(HASH));
        results.put("eth_getLogs", "[%s]".formatted(log(HASH, CONTRACT, 0)));

        assertThat(node.logs(1, 5, new BlockRef(5, HASH), FILTER)).hasSize(1);
        assertThatThrownBy(() -> node.logs(1, 5, new BlockRef(5, PARENT), FILTER))
                .isInstanceOf(ChainUnavailableException.class);
        assertThatThrownBy(() -> node.logs(1, 4, new BlockRef(5, HASH), FILTER))
                .as("a log outside of the range")
                .isInstanceOf(ChainUnavailableException.class);
    }

    @Test
    void tellsARangeThatANodeFindsTooLarge() {
        results.put("eth_getBlockByNumber", block(HASH));
        results.put("eth_getLogs", "error");

        assertThatThrownBy(() -> node.logs(1, 5, new BlockRef(5, HASH), FILTER)).isInstanceOf(NodeErrorException.class);
    }

    @Test
    void listsNoMoreThanTheChainAllows() {
        assertThat(FILTER.narrowing(1)).containsOnlyKeys("address", "topics");
        assertThat(new LogFilter(Set.of(CONTRACT, ELSEWHERE), Set.of(TOPIC)).narrowing(1))
                .containsOnlyKeys("topics");
    }

    private static BlockHeader header(LogsBloom bloom) {
        return new BlockHeader(5, HASH, PARENT, Instant.EPOCH, bloom);
    }

    private static String block(BlockHash hash) {
        return """
                {"number":"0x5","hash":"%s","parentHash":"%s","timestamp":"0x0","transactions":["%s"]}""".formatted(hash, PARENT, TRANSACTION);
    }

    private static String log(BlockHash block, Address address, int index) {
        return """
                {"address":"%s","topics":["%s"],"data":"0x0102","blockNumber":"0x5","blockHash":"%s",
                 "transactionHash":"%s","logIndex":"0x%x","removed":false}""".formatted(address, TOPIC, block, TRANSACTION, index);
    }

    private static String bloomOf(byte[]... items) {
        byte[] bits = new byte[256];
        for (byte[] item : items) {
            byte[] hash = org.web3j.crypto.Hash.sha3(item);
            for (int i = 0; i < 6; i += 2) {
                int bit = ((hash[i] & 0x7) << 8) | (hash[i + 1] & 0xff);
                bits[255 - bit / 8] = (byte) (bits[255 - bit / 8] | (1 << (bit % 8)));
            }
        }
        return "0x" + java.util.HexFormat.of().formatHex(bits);
    }

    private HttpServer serve() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/", exchange -> {
                JsonNode request = JSON.readTree(exchange.getRequestBody());
                List<String> replies = new ArrayList<>();
                (request.isArray() ? request : List.of(request)).forEach(one -> replies.add(reply(one)));
                byte[] body = (request.isArray() ? "[" + String.join(",", replies) + "]" : replies.getFirst())
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            started.start();
            return started;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String reply(JsonNode call) {
        String method = call.path("method").stringValue();
        asked.add(method);
        String result = results.getOrDefault(method, "null");
        String rest = result.equals("error")
                ? "\"error\":{\"code\":-32005,\"message\":\"query returned more than 10000 results\"}"
                : "\"result\":" + result;
        return "{\"jsonrpc\":\"2.0\",\"id\":" + call.path("id") + "," + rest + "}";
    }
}
