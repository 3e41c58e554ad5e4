package io.dapp.transaction;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real node that takes its time for calls that name an address, until it is let go on. */
final class HoldingNode implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger held = new AtomicInteger();
    private final URI node;
    private final HttpServer server;
    private volatile String address = "none";
    private volatile String refused = "none";
    private volatile CountDownLatch goOn = new CountDownLatch(0);

    HoldingNode(URI node) {
        this.node = node;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void hold(String named) {
        goOn = new CountDownLatch(1);
        address = named;
    }

    /** Such calls are answered as by a node that is asked too much. */
    void refuse(String named) {
        refused = named;
    }

    void goOn() {
        refused = "none";
        address = "none";
        goOn.countDown();
    }

    /** How many calls are being held. */
    int held() {
        return held.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String said = asked.toLowerCase(Locale.ROOT);
            if ((asked.contains("eth_estimateGas") || asked.contains("eth_call")) && said.contains(address)) {
                held.incrementAndGet();
                try {
                    goOn.await();
                } finally {
                    held.decrementAndGet();
                }
            }
            if (asked.contains("eth_call") && said.contains(refused)) {
                String id = asked.replaceFirst("(?s).*\"id\":(\\d+).*", "$1");
                byte[] error = ("{\"jsonrpc\":\"2.0\",\"id\":" + id
                                + ",\"error\":{\"code\":-32005,\"message\":\"request rate limited\"}}")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, error.length);
                exchange.getResponseBody().write(error);
                return;
            }
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(node)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(asked))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(200, answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
        threads.shutdownNow();
        http.close();
    }
}
