package io.dapp.local.infra;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Redis 7 as a process of its own. */
public final class RedisServer implements AutoCloseable {
    private static final String VERSION = "7.0.9";
    private static final String LOOPBACK = "127.0.0.1";

    private final ChildProcess process;
    private final int port;

    private RedisServer(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts a server; with {@code persistent} what it holds is written to the folder and read again at the next start. */
    public static RedisServer start(Path folder, int port, boolean persistent) {
        return start(folder, LOOPBACK, port, persistent);
    }

    /** As above, for whoever reaches {@code address}: it asks nobody for a password. */
    public static RedisServer start(Path folder, String address, int port, boolean persistent) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new InfrastructureException("cannot create " + folder, e);
        }
        List<String> command = new ArrayList<>(List.of(
                binary().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                address,
                "--protected-mode",
                address.equals(LOOPBACK) ? "yes" : "no",
                "--dir",
                folder.toAbsolutePath().toString(),
                "--save",
                persistent ? "60 1" : "",
                "--appendonly",
                persistent ? "yes" : "no",
                "--daemonize",
                "no",
                // Its arguments stay readable, by which a server that outlived its parent is recognised.
                "--set-proc-title",
                "no"));
        ChildProcess process = ChildProcess.start("Redis", command, folder.resolve("redis.log"));
        process.awaitReady(Duration.ofSeconds(20), () -> answersPing(port));
        return new RedisServer(process, port);
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Stops it from answering while its connections stay open. */
    public void pause() {
        process.signal("STOP");
    }

    public void resume() {
        process.signal("CONT");
    }

    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.stop(Duration.ofSeconds(10));
    }

    /** True when a Redis on the port has loaded its data and answers. */
    public static boolean answersPing(int port) {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(7);
            return new String(answer, StandardCharsets.US_ASCII).equals("+PONG\r\n");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Path binary() {
        String resource = "redis-server-" + VERSION + "-" + platform();
        return CacheFolder.file("redis/" + resource, file -> {
            Files.createDirectories(file.getParent());
            Path partial = file.resolveSibling(file.getFileName() + ".partial");
            try (InputStream in = RedisServer.class.getResourceAsStream("/" + resource)) {
                if (in == null) {
                    throw new InfrastructureException("there is no Redis binary for " + platform());
                }
                Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!partial.toFile().setExecutable(true)) {
                throw new InfrastructureException("cannot make " + partial + " executable");
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        return os + "-" + arch;
    }
}
