package io.dapp.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.local.infra.InfrastructureException;
import io.dapp.local.infra.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
    @TempDir
    private Path home;

    private final List<String> happened = new CopyOnWriteArrayList<>();
    private StackSettings settings;
    private StatusBoard board;

    @BeforeEach
    void board() {
        settings = StackSettings.from(Map.of("DAPP_HOME", home.toString()));
        board = new StatusBoard(settings);
    }

    @Test
    void startsWhatIsNeededFirstAndStopsItLast() throws IOException {
        FakePart database = new FakePart("database", 0, List.of());
        FakePart service = new FakePart("service", 2, List.of("database"));
        Supervisor supervisor = new Supervisor(List.of(service, database), board);
        assertThat(supervisor.startMissing()).isTrue();
        supervisor.stop();
        assertThat(happened).containsExactly("start database", "start service", "stop service", "stop database");
        assertThat(Files.readString(settings.run("status.json"))).contains("\"state\" : \"stopped\"");
    }

    @Test
    void whatNeedsAFailedPartIsNotStartedAndTheReasonIsSaid() throws IOException {
        FakePart database = new FakePart("database", 0, List.of());
        database.failure = new InfrastructureException("the disk is full");
        Supervisor supervisor =
                new Supervisor(List.of(database, new FakePart("service", 2, List.of("database"))), board);
        assertThat(supervisor.startMissing()).isFalse();
        assertThat(happened).isEmpty();
        assertThat(Files.readString(settings.run("progress")))
                .contains("the disk is full")
                .contains("not started: database is missing");
    }

    @Test
    void aPartThatDiesIsShownAndStartedAgainOnRequestAlone() {
        FakePart database = new FakePart("database", 0, List.of());
        FakePart service = new FakePart("service", 2, List.of("database"));
        Supervisor supervisor = new Supervisor(List.of(database, service), board);
        assertThat(supervisor.startMissing()).isTrue();
        Thread watch = Thread.ofVirtual().start(() -> supervisor.watch(() -> {}));
        service.alive = false;
        assertThat(Waiting.until(
                        Duration.ofSeconds(10), () -> board.get("service").state() == Component.State.FAILED))
                .isTrue();
        assertThat(StatusFile.toJson(StatusFile.read(settings))).contains("\"components\"");
        assertThat(supervisor.startMissing()).isTrue();
        assertThat(happened).containsExactly("start database", "start service", "start service");
        supervisor.stop();
        assertThat(Waiting.until(Duration.ofSeconds(10), () -> !watch.isAlive()))
                .isTrue();
    }

    @Test
    void withoutASupervisorEverythingIsStopped() {
        new Supervisor(List.of(new FakePart("database", 0, List.of())), board).startMissing();
        StackStatus status = StatusFile.read(settings);
        // This JVM wrote the file, but is no supervisor: its command line lacks the platform's mark.
        assertThat(status.state()).isEqualTo(StackStatus.State.FAILED);
        assertThat(status.components())
                .allSatisfy(component -> assertThat(component.state()).isEqualTo(Component.State.STOPPED));
    }

    @Test
    void aChainThatWasNotWrittenIsNotFollowed() throws IOException {
        Files.createDirectories(settings.data("node"));
        Files.writeString(settings.data("node").resolve("running"), "");
        assertThatThrownBy(() -> new NodePart(settings).start())
                .isInstanceOf(InfrastructureException.class)
                .hasMessageContaining("--fresh")
                .hasMessageContaining("wallets");
    }

    @Test
    void aWrongOrDoublyUsedPortIsNamedByItsVariable() {
        assertThatThrownBy(() -> StackSettings.from(Map.of("DAPP_HOME", "/x", "DAPP_EDGE_PORT", "eighty")))
                .hasMessageContaining("DAPP_EDGE_PORT");
        assertThatThrownBy(() -> StackSettings.from(Map.of("DAPP_HOME", "/x", "DAPP_EDGE_PORT", "8081")))
                .hasMessageContaining("DAPP_AUTH_PORT");
    }

    private final class FakePart implements Part {
        private final String name;
        private final int layer;
        private final List<String> needs;
        private volatile boolean alive;
        private @Nullable RuntimeException failure;

        FakePart(String name, int layer, List<String> needs) {
            this.name = name;
            this.layer = layer;
            this.needs = needs;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<String> needs() {
            return needs;
        }

        @Override
        public Map<String, String> urls() {
            return Map.of();
        }

        @Override
        public void start() {
            if (failure != null) {
                throw failure;
            }
            happened.add("start " + name);
            alive = true;
        }

        @Override
        public boolean isAlive() {
            return alive;
        }

        @Override
        public @Nullable Long pid() {
            return null;
        }

        @Override
        public void stop() {
            if (alive) {
                happened.add("stop " + name);
                alive = false;
            }
        }

        @Override
        public int layer() {
            return layer;
        }
    }
}
