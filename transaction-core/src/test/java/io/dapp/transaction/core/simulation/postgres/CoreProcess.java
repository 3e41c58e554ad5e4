package io.dapp.transaction.core.simulation.postgres;

import io.dapp.chain.ChainId;
import io.dapp.transaction.core.contract.ContractSettings;
import io.dapp.transaction.core.follow.FollowSettings;
import io.dapp.transaction.core.follow.SimulatedFollower;
import io.dapp.transaction.core.line.LineSettings;
import io.dapp.transaction.core.line.SimulatedLine;
import io.dapp.transaction.core.outside.OutsideSettings;
import io.dapp.transaction.core.replacing.ReplacingSettings;
import io.dapp.transaction.core.replacing.SimulatedReplacing;
import io.dapp.transaction.core.sending.AccountSender;
import io.dapp.transaction.core.sending.ProcessIdentity;
import io.dapp.transaction.core.sending.SendingConfiguration;
import io.dapp.transaction.core.sending.SendingSettings;
import io.dapp.transaction.core.sending.SimulatedSender;
import io.dapp.transaction.core.simulation.Dice;
import io.dapp.transaction.core.testing.CoreParts;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/** One process of the platform: the core as it is, what it has in memory, and its connections. */
final class CoreProcess implements AutoCloseable {
    static final ChainId CHAIN = new ChainId(Stage.CHAIN_ID);
    private static final Duration LEASE = Duration.ofSeconds(8);
    private static final String NEVER = "1d";

    /** What waits for real time has none, and no lock is waited for in it: the schedule says when that is over. */
    private static final LineSettings LINE = Stage.settings(
            "dapp.line",
            LineSettings.class,
            Map.of(
                    "dapp.line.lock-wait", NEVER,
                    "dapp.line.patience", "2d",
                    "dapp.line.allocate-within", NEVER,
                    "dapp.line.funds-wait", "0s",
                    "dapp.line.cursor-age", "0s",
                    "dapp.line.view-blocks", "3",
                    "dapp.line.outcome-wait", "0s",
                    "dapp.line.retries", "3"));

    /** Whoever does not get a row in time says so at once: it is asked again by whoever wants it. */
    private static final LineSettings TURNS = Stage.settings(
            "dapp.line",
            LineSettings.class,
            Map.of(
                    "dapp.line.lock-wait", NEVER,
                    "dapp.line.patience", "1ms",
                    "dapp.line.allocate-within", "0ms"));

    private static final SendingSettings SENDING = Stage.settings(
            "dapp.sending",
            SendingSettings.class,
            Map.of(
                    "dapp.sending.lease",
                    LEASE.toMillis() + "ms",
                    "dapp.sending.backoff-at-most",
                    "4s",
                    "dapp.sending.lock-wait",
                    NEVER,
                    "dapp.sending.calls-per-round",
                    "2",
                    "dapp.sending.record-within",
                    NEVER));

    /** Sends nothing: the schedule says when that is done. */
    private static final SendingSettings ONLY_KICKED = Stage.settings(
            "dapp.sending",
            SendingSettings.class,
            Map.of(
                    "dapp.sending.lease", "9d",
                    "dapp.sending.turn-wait", "8d",
                    "dapp.sending.rounds", "0",
                    "dapp.sending.shutdown", "0s"));

    private static final FollowSettings FOLLOWING = Stage.settings(
            "dapp.follow",
            FollowSettings.class,
            Map.of(
                    "dapp.follow.lease", "4s",
                    "dapp.follow.shorter-branch-after", "0s",
                    "dapp.follow.used-nonces-every", "0s",
                    "dapp.follow.held-below-final", "8",
                    "dapp.follow.reorg-transaction", NEVER));

    private static final ReplacingSettings REPLACING = Stage.settings(
            "dapp.replacing",
            ReplacingSettings.class,
            Map.of(
                    "dapp.replacing.concurrent", "1",
                    "dapp.replacing.lock-within", "1ms",
                    "dapp.replacing.shutdown", "0s",
                    "dapp.replacing.retry-after", "6s",
                    "dapp.replacing.look-at-most", NEVER));

    /** Whether it accepts payments, or follows the chain. */
    enum Kind {
        SERVICE,
        WORKER;

        /** What it does, each as often as it is here. */
        List<Task> often() {
            return switch (this) {
                case SERVICE -> List.of(Task.ACCEPT, Task.ACCEPT_MORE, Task.SEND, Task.SEND, Task.REPLACE);
                case WORKER -> List.of(Task.FOLLOW, Task.FOLLOW, Task.FOLLOW, Task.BEAT, Task.SEND, Task.OVERDUE);
            };
        }
    }

    /** What it does beside one another, each one thing after another. */
    enum Task {
        ACCEPT(4),
        ACCEPT_MORE(4),
        SEND(12),
        REPLACE(4),
        FOLLOW(20),
        BEAT(20),
        OVERDUE(4);

        private final int commitsPerFault;

        /** Who commits seldom loses as many of them as who commits often. */
        Task(int commitsPerFault) {
            this.commitsPerFault = commitsPerFault;
        }
    }

    private final Kind kind;
    private final String name;
    private final UUID id;
    private final FailpointDataSource dataSource;
    private final AccountSender kicked;
    private final SimulatedLine line;
    private final SimulatedSender sender;
    private final SimulatedReplacing replacing;
    private final SimulatedFollower follower;
    private volatile boolean toSend;
    private final Map<Task, Strand> strands = new EnumMap<>(Task.class);

    CoreProcess(Kind kind, String name, Stage stage, Failpoints failpoints, Dice dice) {
        this.kind = kind;
        this.name = name;
        this.id = dice.id();
        this.dataSource = new FailpointDataSource(failpoints);
        CoreParts.Bare bare = CoreParts.on(dataSource, stage.chains(), stage.signer(), id);
        this.kicked = SendingConfiguration.accountSender(
                bare.client(),
                new TransactionTemplate(bare.transactions()),
                stage.chains(),
                ONLY_KICKED,
                new ProcessIdentity(id));
        CoreParts parts = bare.kicking(kicked);
        SimulatedLine.Admission admission = SimulatedLine.Admission.of(parts, LINE, TURNS, LEASE);
        this.line = new SimulatedLine(parts, LINE, admission);
        this.sender = SimulatedSender.toChains(stage.chains(), parts.client(), parts.transactions(), id, SENDING);
        this.replacing = new SimulatedReplacing(parts, admission, REPLACING);
        this.follower = new SimulatedFollower(
                parts,
                FOLLOWING,
                Stage.settings("dapp.contract-events", ContractSettings.class, Map.of()),
                Stage.settings("dapp.outside", OutsideSettings.class, Map.of()));
        kind.often().stream()
                .distinct()
                .forEach(task ->
                        strands.put(task, new Strand(name, task.name(), new Dice(dice.seed()), task.commitsPerFault)));
    }

    /** Something is to be sent: as the core's own sender is told. */
    void kick() {
        toSend = true;
    }

    /** Whether it was, since it last began to send. */
    boolean wasKicked() {
        return toSend;
    }

    void sends() {
        toSend = false;
    }

    Kind kind() {
        return kind;
    }

    String name() {
        return name;
    }

    UUID id() {
        return id;
    }

    FailpointDataSource dataSource() {
        return dataSource;
    }

    SimulatedLine line() {
        return line;
    }

    SimulatedSender sender() {
        return sender;
    }

    SimulatedReplacing replacing() {
        return replacing;
    }

    SimulatedFollower follower() {
        return follower;
    }

    Map<Task, Strand> strands() {
        return strands;
    }

    Strand strand(Task task) {
        return Objects.requireNonNull(strands.get(task));
    }

    @Override
    public void close() {
        kicked.close();
        replacing.close();
    }
}
