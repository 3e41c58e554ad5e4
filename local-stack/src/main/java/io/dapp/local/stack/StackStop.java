package io.dapp.local.stack;

import io.dapp.local.infra.PostgresServer;
import io.dapp.local.infra.Waiting;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code ./dapp down}. */
public final class StackStop {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final StackSettings settings;

    public StackStop(StackSettings settings) {
        this.settings = settings;
    }

    /** Lets the supervisor stop everything in order; then looks for what no supervisor watches. */
    public int run(PrintStream out) {
        long start = System.nanoTime();
        Optional<ProcessHandle> supervisor = StatusFile.supervisor(settings);
        if (supervisor.isPresent()) {
            out.println("Stopping the services, then the infrastructure ...");
            ProcessHandle process = supervisor.get();
            process.destroy();
            if (!Waiting.until(PATIENCE, () -> !process.isAlive())) {
                out.println("  the supervisor (process " + process.pid() + ") did not stop in time and is ended");
                process.destroyForcibly();
                Waiting.until(Duration.ofSeconds(5), () -> !process.isAlive());
            }
        }
        int leftovers = Leftovers.stop(settings, out::println);
        if (supervisor.isEmpty() && leftovers == 0) {
            out.println("The platform is not running.");
        } else {
            out.printf("Stopped in %.1f s.%n", (System.nanoTime() - start) / 1e9);
        }
        return 0;
    }

    /** What an earlier run of this platform left running. */
    static final class Leftovers {
        private static final Duration PATIENCE = Duration.ofSeconds(40);

        private Leftovers() {}

        /** Stops services first, then the node, then PostgreSQL; returns how many there were. */
        static int stop(StackSettings settings, java.util.function.Consumer<String> say) {
            Training.clean(settings);
            List<ProcessHandle> found = Processes.leftovers(settings);
            if (!found.isEmpty()) {
                say.accept("  an earlier run left " + found.size() + " processes behind; stopping them");
            }
            List<ProcessHandle> nodes = found.stream().filter(Leftovers::isNode).toList();
            Processes.stop(found.stream().filter(process -> !isNode(process)).toList(), PATIENCE);
            List<ProcessHandle> killed = Processes.stop(nodes, PATIENCE);
            if (!nodes.isEmpty() && killed.isEmpty()) {
                new NodePart(settings).leftoverStopped();
            }
            boolean database =
                    PostgresServer.stopLeftover(settings.data("postgres").resolve("data"));
            return found.size() + (database ? 1 : 0);
        }

        private static boolean isNode(ProcessHandle process) {
            return process.info().command().orElse("").endsWith("anvil");
        }
    }
}
