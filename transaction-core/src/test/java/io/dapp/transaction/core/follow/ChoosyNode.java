package io.dapp.transaction.core.follow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dapp.common.json.Json;
import io.dapp.testing.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A real node behind habits of others: ranges it finds too large, and logs and receipts that come late. */
final class ChoosyNode implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final TestNode node;
    private final HttpServer server;
    /** Batches of more blocks with their transactions are refused. */
    volatile int blocksAtMost = Integer.MAX_VALUE;
    /** Told by those that were not. */
    final AtomicInteger mostBlocks = new AtomicInteger();

    private final CountDownLatch closed = new CountDownLatch(1);
    /** How long it takes over each block with its transactions, and over each receipt. */
    volatile Duration blocksTake = Duration.ZERO;
    /** Ranges of more blocks are refused. */
    volatile long rangeAtMost = Long.MAX_VALUE;
    /** No logs at all are told. */
    volatile boolean logsRefused;
    /** Nor any question for the logs of this contract alone. */
    volatile @Nullable String logsRefusedOf;
    /** How many times it says that a block has no logs. */
    final AtomicInteger logsLate = new AtomicInteger();
    /** How many times it has no receipts of a block. */
    final AtomicInteger receiptsLate = new AtomicInteger();

    /** Whether it no longer has any transaction's receipt. */
    volatile boolean receiptsDropped;
    /** Asked for this transaction's receipt, it answers with an error. */
    volatile @Nullable String receiptRefused;

    final AtomicInteger receiptsRefused = new AtomicInteger();

    /** Batches of receipts are refused as a whole. */
    volatile boolean receiptBatchesRefused;

    /** It no longer has states below this block, as a full node. */
    volatile long statesFrom;

    /** How long it takes to tell how many nonces an account has used. */
    volatile Duration countsTake = Duration.ZERO;

    /** How many times that was asked of it, before it told. */
    final AtomicInteger asked = new AtomicInteger();

    /** How many times it was asked how many nonces an account has used. */
    final AtomicInteger counted = new AtomicInteger();

    final AtomicInteger refused = new AtomicInteger();

    ChoosyNode(TestNode node) {
        this.node = node;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = Json.LENIENT.readTree(exchange.getRequestBody());
        long full = calls(request).stream().filter(ChoosyNode::full).count();
        if (full > blocksAtMost) {
            refused.incrementAndGet();
            reply(
                    exchange,
                    "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32005,\"message\":\"too large\"}}"
                            .getBytes(StandardCharsets.UTF_8));
            return;
        }
        HttpResponse<String> answered;
        try {
            takeTime(request);
            answered = http.send(
                    HttpRequest.newBuilder(node.httpUrl())
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        JsonNode replies = Json.LENIENT.readTree(answered.body());
        if (request.isArray()) {
            for (int i = 0; i < request.size(); i++) {
                change(request.get(i), replies);
            }
        } else {
            change(request, replies);
        }
        mostBlocks.accumulateAndGet((int) full, Math::max);
        boolean ofReceipts = request.path(0).path("method").asString("").equals("eth_getTransactionReceipt");
        reply(
                exchange,
                receiptBatchesRefused && ofReceipts
                        ? "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32005,\"message\":\"too many requests\"}}"
                                .getBytes(StandardCharsets.UTF_8)
                        : Json.LENIENT.writeValueAsBytes(replies));
    }

    private static List<JsonNode> calls(JsonNode request) {
        List<JsonNode> calls = new ArrayList<>();
        (request.isArray() ? request : List.of(request)).forEach(calls::add);
        return calls;
    }

    private static boolean full(JsonNode call) {
        return call.path("method").asString("").startsWith("eth_getBlockBy")
                && call.path("params").path(1).asBoolean(false);
    }

    private static void reply(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void takeTime(JsonNode request) throws InterruptedException {
        long slow = calls(request).stream()
                .filter(call -> full(call)
                        || call.path("method").asString("").endsWith("Receipt")
                        || call.path("method").asString("").endsWith("Receipts"))
                .count();
        closed.await(slow * blocksTake.toMillis(), TimeUnit.MILLISECONDS);
        if (request.path("method").asString("").equals("eth_getTransactionCount")) {
            asked.incrementAndGet();
            closed.await(countsTake.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void change(JsonNode call, JsonNode replies) {
        ObjectNode reply = null;
        if (replies.isArray()) {
            for (JsonNode one : replies) {
                if (one.path("id").equals(call.path("id"))) {
                    reply = (ObjectNode) one;
                }
            }
        } else {
            reply = (ObjectNode) replies;
        }
        if (reply == null) {
            return;
        }
        JsonNode question = call.path("params").path(0);
        String method = call.path("method").asString("");
        if (method.equals("eth_getTransactionCount")) {
            counted.incrementAndGet();
            if (tooOld(call.path("params").path(1))) {
                reply.remove("result");
                reply.putObject("error").put("code", -32_000).put("message", "missing trie node (path )");
            }
        } else if (method.equals("eth_getLogs") && question.has("blockHash") && logsLate.getAndDecrement() > 0) {
            reply.putArray("result");
        } else if (method.equals("eth_getBlockReceipts") && receiptsLate.getAndDecrement() > 0) {
            reply.putNull("result");
        } else if (method.equals("eth_getTransactionReceipt")
                && question.asString("").equals(receiptRefused)) {
            receiptsRefused.incrementAndGet();
            reply.remove("result");
            reply.putObject("error").put("code", -32_005).put("message", "rate limit");
        } else if (method.equals("eth_getTransactionReceipt") && receiptsDropped) {
            reply.putNull("result");
        } else if (method.equals("eth_getLogs")
                && (logsRefused
                        || refusesLogsOf(question)
                        || (question.has("fromBlock") && blocks(question) > rangeAtMost))) {
            refused.incrementAndGet();
            reply.remove("result");
            reply.putObject("error").put("code", -32_005).put("message", "query returned more than 10000 results");
        }
    }

    private boolean refusesLogsOf(JsonNode question) {
        String refusedContract = logsRefusedOf;
        JsonNode addresses = question.path("address");
        return refusedContract != null
                && addresses.size() == 1
                && addresses.get(0).asString("").equalsIgnoreCase(refusedContract);
    }

    private boolean tooOld(JsonNode block) {
        if (statesFrom == 0 || !block.has("blockHash")) {
            return block.isString()
                    && block.stringValue().startsWith("0x")
                    && Long.decode(block.stringValue()) < statesFrom;
        }
        String number = node.rpc()
                .call("eth_getBlockByHash", block.path("blockHash").stringValue(), false)
                .path("number")
                .stringValue();
        return Long.decode(number) < statesFrom;
    }

    private static long blocks(JsonNode question) {
        return Long.decode(question.path("toBlock").stringValue())
                - Long.decode(question.path("fromBlock").stringValue())
                + 1;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        http.close();
    }
}
