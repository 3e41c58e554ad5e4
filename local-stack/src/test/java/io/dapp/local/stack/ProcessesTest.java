package io.dapp.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Ports;
import io.dapp.local.infra.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path home;

    @Test
    void aProcessOfThisPlatformIsRecognisedByItsArgumentsAndStopped() throws Exception {
        StackSettings settings = settings();
        Process ours = sleeper(settings.marker());
        Process foreign = sleeper("-Ddapp.stack=" + home + "-other");
        try {
            assertThat(Processes.leftovers(settings).stream().map(ProcessHandle::pid))
                    .containsExactly(ours.pid());
            assertThat(Processes.stop(Processes.leftovers(settings), Duration.ofSeconds(10)))
                    .isEmpty();
            assertThat(ours.waitFor()).isNotZero();
            assertThat(foreign.isAlive()).isTrue();
        } finally {
            ours.destroyForcibly();
            foreign.destroyForcibly();
        }
    }

    @Test
    void aRedisThatOutlivedItsPlatformIsRecognised() {
        StackSettings settings = settings();
        try (RedisServer ours = RedisServer.start(settings.data("redis"), Ports.free(), true);
                RedisServer foreign = RedisServer.start(home.resolve("other"), Ports.free(), false)) {
            assertThat(Processes.leftovers(settings).stream().map(ProcessHandle::pid))
                    .containsExactly(ours.pid())
                    .doesNotContain(foreign.pid());
        }
    }

    @Test
    void aNumberThatWasGivenToAnotherProcessIsNotTheRecordedOne() {
        ProcessHandle self = ProcessHandle.current();
        assertThat(Processes.find(self.pid(), Processes.startedAt(self))).contains(self);
        assertThat(Processes.find(self.pid(), Processes.startedAt(self) - 1)).isEmpty();
    }

    @Test
    void theHolderOfATakenPortIsNamed() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThat(PortHolder.describe(socket.getLocalPort()))
                    .contains("process " + ProcessHandle.current().pid())
                    .contains("java");
        }
    }

    @Test
    void secretsAreMadeOnceAndReadableByTheirOwnerAlone() throws Exception {
        Secrets secrets = new Secrets(home.resolve("secrets"));
        assertThat(secrets.masterKeys()).isEqualTo(new Secrets(home.resolve("secrets")).masterKeys());
        assertThat(secrets.tokenSigningKey()).startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(secrets.owner("auth")).isNotEqualTo(secrets.runtime("auth"));
        try (var files = Files.list(home.resolve("secrets"))) {
            assertThat(files.toList())
                    .isNotEmpty()
                    .allSatisfy(file ->
                            assertThat(Files.getPosixFilePermissions(file)).hasToString("[OWNER_READ, OWNER_WRITE]"));
        }
    }

    @Test
    void aChangedMasterKeyOpensWhatTheOneBeforeHasEncryptedAndNoneIsLost() throws Exception {
        Secrets secrets = new Secrets(home.resolve("secrets"));
        LocalMasterKeys first = secrets.masterKeys();
        secrets.masterKeys(first.next("next"));

        LocalMasterKeys both = new Secrets(home.resolve("secrets")).masterKeys();
        assertThat(both.rotating()).isTrue();
        assertThat(both.environment())
                .containsEntry("DAPP_SIGNING_MASTER_KEY", "next")
                .containsEntry("DAPP_SIGNING_MASTERKEYID", "local-2")
                .containsEntry("DAPP_SIGNING_OTHERMASTERKEYS_0_ID", "local-1")
                .containsEntry(
                        "DAPP_SIGNING_OTHERMASTERKEYS_0_KEY",
                        first.all().getFirst().key());

        secrets.masterKeys(both.current());
        assertThat(secrets.masterKeys().rotating()).isFalse();
        assertThat(secrets.masterKeys().environment()).hasSize(2);
        assertThat(Files.readString(home.resolve("secrets/retired-master-keys")))
                .contains(first.all().getFirst().key());
    }

    private static Process sleeper(String marker) throws IOException {
        // A JVM that waits for input that never comes.
        List<String> command = List.of(
                JAVA,
                marker,
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.dapp.local.stack.Sleeper");
        Process process = new ProcessBuilder(command).start();
        assertThat(process.getInputStream().read()).isEqualTo('!');
        return process;
    }

    private StackSettings settings() {
        return StackSettings.from(Map.of("DAPP_HOME", home.toString()));
    }
}
