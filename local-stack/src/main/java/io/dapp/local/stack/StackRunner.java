package io.dapp.local.stack;

import io.dapp.local.infra.InfrastructureException;
import io.dapp.local.infra.Ports;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The supervisor's process from its first to its last moment. */
public final class StackRunner {
    private static final long LARGEST_LOG = 20L << 20;

    private final StackSettings settings;
    private final StatusBoard board;
    private final NodePart ownNode;
    private final AotCaches caches;
    private final Supervisor supervisor;

    public StackRunner(StackSettings settings) {
        this.settings = settings;
        this.board = new StatusBoard(settings);
        Secrets secrets = new Secrets(settings.home().resolve("secrets"));
        this.caches = new AotCaches(settings);
        this.ownNode = new NodePart(settings);
        List<Part> parts = new ArrayList<>(List.of(
                new PostgresPart(settings, secrets),
                new RedisPart(settings),
                new KafkaPart(settings),
                settings.node() == null ? ownNode : new ExternalNodePart(settings.node())));
        Service.ALL.forEach(service -> parts.add(new ServicePart(service, settings, secrets, caches)));
        MailPart mail = new MailPart(settings);
        parts.add(mail);
        parts.add(new EdgePart(settings, mail::newestFirst));
        this.supervisor = new Supervisor(parts, board);
    }

    /** Runs the platform until it is told to stop; returns the exit code. */
    public int run() throws IOException {
        try (FileChannel lock = lock()) {
            try {
                prepare();
            } catch (InfrastructureException e) {
                board.say("./dapp up: " + e.getMessage());
                board.state(StackStatus.State.STOPPED);
                board.done(1);
                return 1;
            }
            Training training = new Training(settings, caches);
            Thread hook = new Thread(
                    () -> {
                        training.cancel();
                        supervisor.stop();
                    },
                    "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            if (!supervisor.startMissing()) {
                board.say("./dapp up: the platform did not start; see ./dapp logs SERVICE");
                supervisor.stop();
                board.done(1);
                return 1;
            }
            announceReady();
            supervisor.watch(() -> {
                repairWhenAsked();
                training.startWhenDue();
            });
            return lock.isOpen() ? 0 : 1;
        }
    }

    /** Starts everything, lets {@code work} use it, and stops it. */
    boolean runFor(Runnable work) throws IOException {
        try (FileChannel lock = lock()) {
            prepare();
            try {
                if (lock.isOpen() && supervisor.startMissing()) {
                    work.run();
                    return true;
                }
                return false;
            } finally {
                supervisor.stop();
            }
        }
    }

    private FileChannel lock() throws IOException {
        Files.createDirectories(settings.run(""));
        FileChannel channel =
                FileChannel.open(settings.run("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new InfrastructureException("the platform in " + settings.home() + " is starting or running already");
        }
        return channel;
    }

    private void prepare() throws IOException {
        StackStop.Leftovers.stop(settings, board::say);
        if (settings.node() == null) {
            ownNode.refuseLostChain();
        }
        refuseTakenPorts();
        for (Service service : Service.ALL) {
            var log = settings.log(service.name());
            if (Files.exists(log) && Files.size(log) > LARGEST_LOG) {
                Files.move(
                        log,
                        log.resolveSibling(service.name() + ".1.log"),
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void refuseTakenPorts() {
        List<String> taken = new ArrayList<>();
        for (Map.Entry<StackPort, Integer> each : settings.ports().entrySet()) {
            boolean unused = each.getKey() == StackPort.NODE && settings.node() != null;
            if (!unused && !Ports.isFree(each.getValue())) {
                taken.add("port " + each.getValue() + " is taken by " + PortHolder.describe(each.getValue())
                        + "; stop it or set " + each.getKey().variable());
            }
        }
        if (!taken.isEmpty()) {
            throw new InfrastructureException(String.join("\n  ", taken));
        }
    }

    private void repairWhenAsked() {
        try {
            if (Files.deleteIfExists(settings.run("repair"))) {
                boolean repaired = supervisor.startMissing();
                if (repaired) {
                    announceReady();
                } else {
                    board.done(1);
                }
            }
        } catch (IOException e) {
            throw new InfrastructureException("cannot read " + settings.run("repair"), e);
        }
    }

    private void announceReady() {
        long memory = Processes.memory(ProcessHandle.current());
        board.say(String.format(
                Locale.ROOT,
                """

                Ready in %.1f s, %s in all.
                  API           %s
                  API docs      %s/api/docs
                  EVM node      %s
                Try
                  ./dapp demo                                   a payment from the REST call to the final block
                  ./dapp faucet 0x70997970C51812dc3A010C7d01b50e0d17dc79C8    10 ETH for an address
                  ./dapp status                                 every component with its process and URLs""",
                supervisor.elapsedSeconds(),
                memory == 0 ? "memory unknown" : String.format(Locale.ROOT, "%.2f GB", memory / 1e9),
                settings.edgeUrl(),
                settings.edgeUrl(),
                settings.nodeUrl()));
        board.done(0);
    }
}
