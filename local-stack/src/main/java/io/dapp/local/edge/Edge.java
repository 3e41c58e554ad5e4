package io.dapp.local.edge;

import io.dapp.local.infra.InfrastructureException;
import io.dapp.local.mail.CaughtMail;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The HTTP server, on the loopback address unless its settings say otherwise. */
public final class Edge implements AutoCloseable {
    private static final int IO_THREADS = 2;
    private static final int WORKER_THREADS = 16;
    private static final int MAX_HEADER_BYTES = 32 << 10;

    private final Undertow server;

    private Edge(Undertow server) {
        this.server = server;
    }

    public static Edge start(EdgeSettings settings, LocalChain chain, Supplier<List<CaughtMail>> mails) {
        HttpHandler local = new LoopbackOnly(new BlockingHandler(new LocalTools(chain)), settings.origins());
        HttpHandler mail = new LoopbackOnly(new BlockingHandler(new MailPages(mails)), settings.origins());
        HttpHandler docs = new BlockingHandler(new ApiDocs(settings));
        HttpHandler routes = new Routes(settings, local, mail, docs, new BlockingHandler(new StartPage()));
        HttpHandler handler = new SecurityHeaders(new ProblemPages(new Cors(
                new BodyLimit(new ClientAddress(routes), settings.limits().body()), settings.origins())));
        Undertow.Builder builder = Undertow.builder()
                .setIoThreads(IO_THREADS)
                .setWorkerThreads(WORKER_THREADS)
                .setServerOption(
                        UndertowOptions.MAX_ENTITY_SIZE, settings.limits().body())
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 10_000)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 75_000)
                .setServerOption(UndertowOptions.ALWAYS_SET_DATE, true)
                .setHandler(handler);
        addresses(settings).forEach(address -> builder.addHttpListener(settings.port(), address));
        Undertow server = builder.build();
        try {
            server.start();
        } catch (RuntimeException e) {
            throw new InfrastructureException(
                    "the edge could not be started on port " + settings.port() + ": " + e.getMessage(), e);
        }
        return new Edge(server);
    }

    @Override
    public void close() {
        server.stop();
    }

    private static Set<String> addresses(EdgeSettings settings) {
        if (!settings.addresses().isEmpty()) {
            return settings.addresses();
        }
        return hasIpv6Loopback() ? Set.of("127.0.0.1", "::1") : Set.of("127.0.0.1");
    }

    private static boolean hasIpv6Loopback() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet6Address.class::isInstance)
                    .anyMatch(InetAddress::isLoopbackAddress);
        } catch (SocketException unknown) {
            return false;
        }
    }
}
