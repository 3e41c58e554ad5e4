package io.dapp.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks the Docker daemon's own socket; cheaper than to let Testcontainers look for one where there is none. */
final class DockerDaemon {
    /** Testcontainers removes by a container of this image what a killed test leaves. */
    private static final String REAPER = "testcontainers/ryuk";

    private DockerDaemon() {}

    /** Whether containers of an image can be started, and removed after the tests, without pulling anything. */
    static boolean canRun(String image) {
        boolean reaped = "true".equalsIgnoreCase(System.getenv("TESTCONTAINERS_RYUK_DISABLED")) || hasAny(REAPER);
        // In a container Testcontainers starts another one to find out its host's address, unless it is told.
        boolean hostKnown =
                !Files.exists(Path.of("/.dockerenv")) || System.getenv("TESTCONTAINERS_HOST_OVERRIDE") != null;
        return reaped && hostKnown && hasAny(image);
    }

    private static boolean hasAny(String image) {
        String filters = URLEncoder.encode("{\"reference\":[\"" + image + "\"]}", StandardCharsets.UTF_8);
        return ask("/images/json?filters=" + filters).contains("\"Id\"");
    }

    /** The start of the daemon's answer; empty without a daemon. */
    private static String ask(String path) {
        String host = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
        if (!host.startsWith("unix://")) {
            return "";
        }
        Path socket = Path.of(host.substring("unix://".length()));
        if (!Files.exists(socket)) {
            return "";
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(StandardCharsets.US_ASCII.encode("GET " + path + " HTTP/1.0\r\nHost: docker\r\n\r\n"));
            ByteBuffer answer = ByteBuffer.allocate(8192);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {
                // An answer of HTTP/1.0 ends with the connection.
            }
            return StandardCharsets.US_ASCII.decode(answer.flip()).toString();
        } catch (IOException noDaemon) {
            return "";
        }
    }
}
