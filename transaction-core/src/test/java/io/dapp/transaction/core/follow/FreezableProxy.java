package io.dapp.transaction.core.follow;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Forwards connections to a local port until a method is called; then it holds back every byte, all staying open. */
final class FreezableProxy implements AutoCloseable {
    private final int target;
    private final ServerSocket server;
    private boolean frozen;
    private @Nullable String trigger;
    private @Nullable String slow;
    private boolean delayed;

    FreezableProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    synchronized void freezeAt(String method) {
        trigger = method;
    }

    /** Holds back the requests with these characters, and lets all others pass. */
    synchronized void delay(String characters) {
        slow = characters;
    }

    synchronized boolean delayed() {
        return delayed;
    }

    synchronized boolean frozen() {
        return frozen;
    }

    synchronized void thaw() {
        frozen = false;
        trigger = null;
        slow = null;
        notifyAll();
    }

    private synchronized void passWhenThawed(String bytes) throws InterruptedException {
        frozen |= trigger != null && bytes.contains(trigger);
        while (frozen) {
            wait();
        }
        while (slow != null && bytes.contains(slow)) {
            delayed = true;
            wait();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket node = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.ofVirtual().start(() -> copy(client, node));
                Thread.ofVirtual().start(() -> copy(node, client));
            } catch (IOException closed) {
                // Looked at again by the loop's condition.
            }
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[8192];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                passWhenThawed(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (IOException closed) {
            // The other direction ends with this one.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thaw();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
