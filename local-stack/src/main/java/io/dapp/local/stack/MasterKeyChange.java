package io.dapp.local.stack;

import io.dapp.local.infra.ChildProcess;
import io.dapp.local.infra.InfrastructureException;
import io.dapp.local.infra.Waiting;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code ./dapp rotate-master-key}: gives the services a new master key, encrypts all wallets' keys under it, and takes the
 * old one away. Ended on its way it goes on where it was: which keys there are says where.
 */
public final class MasterKeyChange {
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(25);
    private static final Duration TAKES_AT_MOST = Duration.ofMinutes(30);
    private static final List<Service> KNOWING = List.of(Service.TRANSACTION, Service.MONITOR);

    private final StackSettings settings;
    private final Secrets secrets;
    private final PrintStream out;

    public MasterKeyChange(StackSettings settings, PrintStream out) {
        this.settings = settings;
        this.secrets = new Secrets(settings.home().resolve("secrets"));
        this.out = out;
    }

    /** Returns the exit code. */
    public int run() throws IOException {
        if (StatusFile.read(settings).state() != StackStatus.State.READY) {
            throw new InfrastructureException("the platform is not ready; ./dapp up starts it");
        }
        if (!secrets.masterKeys().rotating()) {
            secrets.masterKeys(secrets.masterKeys().next(Secrets.newKey()));
        }
        LocalMasterKeys keys = secrets.masterKeys();
        out.println(
                "Starting the services that sign with " + keys.all().getFirst().id() + " ...");
        restart();
        out.println("Encrypting the wallets' keys anew ...");
        rewrap();
        secrets.masterKeys(keys.current());
        restart();
        out.println("All wallets' keys are under " + keys.all().getFirst().id()
                + "; what is in older backups still needs .dapp/secrets/retired-master-keys.");
        return 0;
    }

    private void rewrap() {
        Path log = settings.log("rotate-master-key");
        Path jar = settings.apps().resolve(Service.TRANSACTION.name()).resolve(Service.TRANSACTION.name() + ".jar");
        ChildProcess command = ChildProcess.startIn(
                ServiceEnvironment.of(Service.TRANSACTION.environment(settings, secrets, StackSettings.LOCAL_CHAIN_ID)),
                "rotate-master-key",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        settings.marker(),
                        "-jar",
                        jar.toString(),
                        "rotate-master-key"),
                log);
        Optional<Integer> ended = command.await(TAKES_AT_MOST);
        if (ended.isEmpty()) {
            command.stop(STOPS_WITHIN);
        }
        if (!ended.equals(Optional.of(0))) {
            throw new InfrastructureException(
                    "not all wallets' keys could be encrypted anew, and all master keys are kept; see " + log
                            + ", and run this again");
        }
    }

    /** The supervisor starts what has ended when it is asked to, with the keys as they are then. */
    private void restart() throws IOException {
        List<Long> before = pids();
        before.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
        if (!Waiting.until(STOPS_WITHIN, () -> before.stream().noneMatch(MasterKeyChange::runs))) {
            throw new InfrastructureException("the services did not stop in time; run this again");
        }
        Files.writeString(settings.run("repair"), "");
        boolean ready = Waiting.until(
                settings.readyWithin(),
                () -> StatusFile.read(settings).state() == StackStatus.State.READY
                        && pids().size() == KNOWING.size()
                        && pids().stream().noneMatch(before::contains));
        if (!ready) {
            throw new InfrastructureException(
                    "the services are not ready again; see ./dapp status, and run this again");
        }
    }

    private static boolean runs(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private List<Long> pids() {
        return StatusFile.read(settings).components().stream()
                .filter(component ->
                        KNOWING.stream().anyMatch(service -> service.name().equals(component.name())))
                .flatMap(component -> Optional.ofNullable(component.pid()).stream())
                .toList();
    }
}
