package io.dapp.system.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of PostgreSQL, without TLS, and can lose a connection at the COMMIT of a transaction that a statement
 * marks. The driver has to send statements' text each time ({@code prepareThreshold=0}).
 */
public final class TcpProxy implements AutoCloseable {
    private static final String COMMIT = "COMMIT";

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean away;
    private final AtomicReference<@Nullable Ambush> ambush = new AtomicReference<>();

    /** What happens at the next COMMIT of a marked transaction. */
    public enum At {
        /** The server never hears of it. */
        BEFORE,
        /** The server commits, the client never hears of it. */
        AFTER,
        /** As {@link #AFTER}, and then nobody reaches the server until {@link TcpProxy#back()}. */
        AFTER_AND_AWAY,
        /** The COMMIT waits for {@link Ambush#release()}. */
        HOLD
    }

    /** Waits for one COMMIT. */
    public static final class Ambush {
        private final String mark;
        private final At at;
        private final CountDownLatch sprung = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        private Ambush(String mark, At at) {
            this.mark = mark;
            this.at = at;
        }

        public void await() throws InterruptedException {
            if (!sprung.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("no COMMIT came after '" + mark + "'");
            }
        }

        public void release() {
            released.countDown();
        }
    }

    TcpProxy(String host, int port) {
        try {
            this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        this.target = new InetSocketAddress(host, port);
        var _ = threads.submit(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Disturbs the next COMMIT of a transaction in which {@code mark} was sent, whatever its case. */
    public Ambush ambush(String mark, At at) {
        Ambush set = new Ambush(mark.toLowerCase(java.util.Locale.ROOT), at);
        ambush.set(set);
        return set;
    }

    /** The server is reached again. */
    public void back() {
        away = false;
    }

    /** Cuts every connection now. */
    public void cut() {
        open.forEach(TcpProxy::closeQuietly);
    }

    @Override
    public void close() {
        closeQuietly(server);
        cut();
        threads.shutdownNow();
    }

    private void accept() {
        while (!server.isClosed()) {
            Socket client = null;
            try {
                client = server.accept();
                if (away) {
                    client.close();
                    continue;
                }
                Socket upstream = new Socket();
                upstream.connect(target);
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                open.add(client);
                open.add(upstream);
                Ambushed state = new Ambushed();
                Socket from = client;
                var _ = threads.submit(() -> pump(from, upstream, state, true));
                var _ = threads.submit(() -> pump(upstream, from, state, false));
            } catch (IOException noServer) {
                // PostgreSQL is away, or this is closed: the loop's condition tells.
                if (client != null) {
                    closeQuietly(client);
                }
            }
        }
    }

    /** What is known of one connection. */
    private static final class Ambushed {
        private boolean marked;
        private volatile boolean deaf;
    }

    private void pump(Socket from, Socket to, Ambushed state, boolean fromClient) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[65_536];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (fromClient && !passes(new String(buffer, 0, length, StandardCharsets.ISO_8859_1), state)) {
                    return;
                }
                if (!fromClient && state.deaf) {
                    if (away) {
                        cut();
                    }
                    return;
                }
                out.write(buffer, 0, length);
            }
        } catch (IOException | InterruptedException e) {
            // Both sides are closed.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private boolean passes(String sent, Ambushed state) throws InterruptedException {
        Ambush set = ambush.get();
        if (set == null) {
            return true;
        }
        state.marked |= sent.toLowerCase(java.util.Locale.ROOT).contains(set.mark);
        if (!state.marked || !sent.contains(COMMIT) || !ambush.compareAndSet(set, null)) {
            return true;
        }
        set.sprung.countDown();
        return switch (set.at) {
            case BEFORE -> false;
            case AFTER -> {
                state.deaf = true;
                yield true;
            }
            case AFTER_AND_AWAY -> {
                away = true;
                state.deaf = true;
                yield true;
            }
            case HOLD -> {
                set.released.await();
                yield true;
            }
        };
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is closed either way.
        }
    }
}
