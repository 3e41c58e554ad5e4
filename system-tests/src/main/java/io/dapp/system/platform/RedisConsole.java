package io.dapp.system.platform;

import io.dapp.testing.TestRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What an operator types into a Redis, one command per connection. */
final class RedisConsole {
    private RedisConsole() {}

    /** Nobody's messages are delivered any more, while everything else works; or they are again. */
    static void publishing(TestRedis redis, boolean allowed) {
        String sign = allowed ? "+" : "-";
        run(redis, "ACL SETUSER default " + sign + "publish " + sign + "spublish");
    }

    private static void run(TestRedis redis, String command) {
        try (Socket socket = new Socket(redis.host(), redis.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            if (!"+OK".equals(answer)) {
                throw new IllegalStateException(command + ": " + answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
