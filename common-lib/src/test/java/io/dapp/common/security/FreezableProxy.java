package io.dapp.common.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stands between a client and Redis; can stop delivering to subscribers while everything else goes on. */
final class FreezableProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile boolean frozen;

    FreezableProxy(String host, int port) {
        this.host = host;
        this.port = port;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "redis://127.0.0.1:" + listener.getLocalPort();
    }

    /** From now on no subscriber hears anything, though its connection stays open. */
    void freezeSubscriptions() {
        frozen = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(host, port);
                sockets.add(client);
                sockets.add(server);
                AtomicBoolean subscriber = new AtomicBoolean();
                Thread.ofVirtual().start(() -> copy(client, server, subscriber, true));
                Thread.ofVirtual().start(() -> copy(server, client, subscriber, false));
            }
        } catch (IOException e) {
            close();
        }
    }

    private void copy(Socket from, Socket to, AtomicBoolean subscriber, boolean fromClient) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
                if (fromClient && text.toUpperCase(Locale.ROOT).contains("SUBSCRIBE")) {
                    subscriber.set(true);
                }
                if (fromClient || !frozen || !subscriber.get()) {
                    to.getOutputStream().write(buffer, 0, length);
                }
            }
        } catch (IOException e) {
            // One side has gone; closing both is what a proxy does.
            return;
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
