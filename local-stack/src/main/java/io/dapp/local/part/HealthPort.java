package io.dapp.local.part;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;

/** {@code /ready} and {@code /health} on a port of its own: 200 once the part runs, 503 before and when it has ended. */
final class HealthPort implements AutoCloseable {
    private static final int PORT = 9090;

    private final HttpServer server;
    private volatile BooleanSupplier alive = () -> false;

    private HealthPort(HttpServer server) {
        this.server = server;
    }

    static HealthPort open() throws IOException {
        HealthPort port = new HealthPort(HttpServer.create(new InetSocketAddress(PORT), 0));
        port.server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(port.alive.getAsBoolean() ? 200 : 503, -1);
            exchange.close();
        });
        port.server.start();
        return port;
    }

    void started(BooleanSupplier alive) {
        this.alive = alive;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
