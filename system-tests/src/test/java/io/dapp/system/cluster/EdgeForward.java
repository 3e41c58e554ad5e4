package io.dapp.system.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A port of this machine that leads to the edge. */
final class EdgeForward implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("Forwarding from 127\\.0\\.0\\.1:([0-9]+) .*");

    private final Process process;
    private final URI url;

    private EdgeForward(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    static EdgeForward open() throws IOException {
        Process process = new ProcessBuilder(
                        "kubectl",
                        "-n",
                        Cluster.INFRASTRUCTURE,
                        "port-forward",
                        "--address",
                        "127.0.0.1",
                        "deployment/edge",
                        ":8080")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader lines = process.inputReader();
        String line = String.valueOf(lines.readLine());
        Matcher listening = LISTENING.matcher(line);
        if (!listening.matches()) {
            process.destroy();
            throw new AssertionError("the edge cannot be reached: " + line);
        }
        // Each connection is a line; unread, they would stop it in the end.
        Thread.ofVirtual().start(() -> lines.lines().forEach(each -> {}));
        return new EdgeForward(process, URI.create("http://localhost:" + listening.group(1)));
    }

    URI url() {
        return url;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
