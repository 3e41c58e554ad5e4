package io.dapp.transaction.core.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Stands in front of a server and disturbs what passes. */
public final class TcpProxy implements AutoCloseable {
    /** What happens to a connection on which a marker passes to the server. */
    public enum Cut {
        /** The marker never reaches the server. */
        BEFORE,
        /** The server gets it and answers; the answer is lost. */
        AFTER
    }

    private record Rule(String after, String marker, Cut cut, boolean refuseAfterwards) {}

    private final String host;
    private final int port;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Object gate = new Object();
    private volatile @Nullable Rule rule;
    private volatile boolean refusing;
    private volatile @Nullable String freezeMarker;
    private volatile boolean frozen;
    private volatile int held;

    public TcpProxy(String host, int port) {
        this.host = host;
        this.port = port;
        try {
            this.server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Cuts every connection on which {@code marker} is sent, until {@link #allow()}. */
    public void cut(String marker, Cut cut) {
        rule = new Rule("", marker, cut, false);
    }

    /** Cuts every connection on which {@code marker} follows {@code after}, until {@link #allow()}. */
    public void cutAfter(String after, String marker, Cut cut) {
        rule = new Rule(after, marker, cut, false);
    }

    /** Cuts once, where {@code marker} follows {@code after}, and is away from then on. */
    public void cutAndStayAway(String after, String marker, Cut cut) {
        rule = new Rule(after, marker, cut, true);
    }

    public void allow() {
        rule = null;
        refusing = false;
    }

    /** Holds answers back from now on. */
    public void freeze() {
        frozen = true;
    }

    /** Lets what is sent with {@code marker} through, and holds back the answers of its connection. */
    public void freezeOn(String marker) {
        freezeMarker = marker;
    }

    /** How many answers are held back. */
    public int held() {
        return held;
    }

    public void thaw() {
        synchronized (gate) {
            freezeMarker = null;
            frozen = false;
            gate.notifyAll();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (refusing) {
                    client.close();
                    continue;
                }
                Socket target = new Socket(host, port);
                open.add(client);
                open.add(target);
                Thread.ofVirtual().start(() -> toServer(client, target));
                Thread.ofVirtual().start(() -> toClient(target, client));
            } catch (IOException e) {
                // closed, or the server is away: the client sees its connection end
            }
        }
    }

    private void toServer(Socket client, Socket target) {
        byte[] buffer = new byte[65_536];
        boolean armed = false;
        try (client) {
            InputStream in = client.getInputStream();
            OutputStream out = target.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                Rule active = rule;
                String sent = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                armed |= active != null && sent.contains(active.after());
                boolean hit = armed && active != null && sent.contains(active.marker());
                String freeze = freezeMarker;
                if (freeze != null && new String(buffer, 0, n, StandardCharsets.ISO_8859_1).contains(freeze)) {
                    frozen = true;
                }
                if (hit && active != null && active.refuseAfterwards()) {
                    refusing = true;
                    open.stream()
                            .filter(one -> !one.equals(client) && !one.equals(target))
                            .forEach(TcpProxy::close);
                }
                if (hit && active != null && active.cut() == Cut.BEFORE) {
                    target.close();
                    return;
                }
                if (hit) {
                    client.shutdownOutput();
                    client.close();
                }
                out.write(buffer, 0, n);
                out.flush();
                if (hit) {
                    return;
                }
            }
            target.shutdownOutput();
        } catch (IOException e) {
            close(target);
        }
    }

    private void toClient(Socket target, Socket client) {
        byte[] buffer = new byte[65_536];
        try (target) {
            InputStream in = target.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hold();
                if (!client.isClosed()) {
                    client.getOutputStream().write(buffer, 0, n);
                    client.getOutputStream().flush();
                }
            }
            client.close();
        } catch (IOException e) {
            close(client);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written under the gate only
    private void hold() {
        synchronized (gate) {
            while (frozen) {
                held++;
                try {
                    gate.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                } finally {
                    held--;
                }
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed
        }
    }

    @Override
    public void close() {
        thaw();
        open.forEach(TcpProxy::close);
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
