package io.dapp.system.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** HTTP/1.1 on a port of its own, with a handler for bodies; a WebSocket goes through to the node as it is. */
final class HttpFront implements AutoCloseable {
    private final ServerSocket server;
    private final URI node;
    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean away;

    interface Handler {
        /** The answer to a body; any IOException closes the connection instead. */
        byte[] answer(byte[] body) throws IOException, InterruptedException;
    }

    HttpFront(URI node, Handler handler) throws IOException {
        this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        this.node = node;
        this.handler = handler;
        var _ = threads.submit(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** While away every connection is closed at once, the open ones too. */
    void away(boolean nowAway) {
        away = nowAway;
        if (nowAway) {
            open.forEach(HttpFront::closeQuietly);
        }
    }

    @Override
    public void close() {
        closeQuietly(server);
        open.forEach(HttpFront::closeQuietly);
        threads.shutdownNow();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (away) {
                    client.close();
                } else {
                    client.setTcpNoDelay(true);
                    open.add(client);
                    var _ = threads.submit(() -> serve(client));
                }
            } catch (IOException closed) {
                // The loop's condition tells.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            for (String head = head(in); !head.isEmpty() && !away; head = head(in)) {
                String lowerCase = head.toLowerCase(Locale.ROOT);
                if (lowerCase.contains("\r\nupgrade: websocket")) {
                    tunnel(client, in, out, head);
                    return;
                }
                byte[] answer = handler.answer(body(in, lowerCase));
                out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + answer.length
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(answer);
                out.flush();
            }
        } catch (IOException | InterruptedException e) {
            // Closing the connection is the answer.
        } finally {
            open.remove(client);
        }
    }

    private void tunnel(Socket client, InputStream in, OutputStream out, String head) throws IOException {
        try (Socket upstream = new Socket(node.getHost(), node.getPort())) {
            upstream.setTcpNoDelay(true);
            open.add(upstream);
            upstream.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            var _ = threads.submit(() -> {
                try (upstream) {
                    in.transferTo(upstream.getOutputStream());
                } catch (IOException e) {
                    closeQuietly(client);
                }
            });
            upstream.getInputStream().transferTo(out);
            open.remove(upstream);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            last = (last << 8) | next;
            if (last == 0x0d0a0d0a) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    private static byte[] body(InputStream in, String head) throws IOException {
        int length = head.indexOf("\r\ncontent-length:");
        if (length >= 0) {
            String value = head.substring(length + 17, head.indexOf("\r\n", length + 2));
            return in.readNBytes(Integer.parseInt(value.trim()));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (head.contains("\r\ntransfer-encoding: chunked")) {
            for (int size = chunk(in); size > 0; size = chunk(in)) {
                body.write(in.readNBytes(size));
                in.readNBytes(2);
            }
            in.readNBytes(2);
        }
        return body.toByteArray();
    }

    private static int chunk(InputStream in) throws IOException {
        StringBuilder size = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            size.append((char) next);
        }
        return Integer.parseInt(size.toString().trim(), 16);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is closed either way.
        }
    }
}
