package io.dapp.local.part;

import io.dapp.local.infra.InfrastructureException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code part NAME}: runs one of postgresql, redis, kafka, node and edge until it is asked to end. */
public final class PartRun {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final PartSettings settings;
    private final PrintStream out;

    public PartRun(Map<String, String> environment, PrintStream out) {
        this.settings = new PartSettings(environment);
        this.out = out;
    }

    /**
     * Does not return: a signal stops the part in order.
     *
     * @throws InfrastructureException where the part could not be started, or has ended by itself
     */
    public int run(List<String> arguments) throws Exception {
        if (arguments.size() != 1) {
            throw new InfrastructureException("part needs a name: postgresql, redis, kafka, node or edge");
        }
        String name = arguments.getFirst();
        try (HealthPort health = HealthPort.open()) {
            RunningPart part = new Parts(settings).start(name);
            AtomicBoolean stopping = new AtomicBoolean();
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                stopping.set(true);
                                part.stop().run();
                            },
                            "stop-" + name));
            health.started(part.alive());
            out.println(name + " is ready");
            while (stopping.get() || part.alive().getAsBoolean()) {
                Thread.sleep(LOOK_EVERY);
            }
        }
        throw new InfrastructureException(name + " has ended");
    }
}
