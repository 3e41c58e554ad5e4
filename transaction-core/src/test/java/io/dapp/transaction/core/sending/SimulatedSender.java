package io.dapp.transaction.core.sending;

import io.dapp.chain.Chains;
import io.dapp.chain.SendAnswer;
import io.dapp.transaction.core.record.AccountKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One process' sender as it is, on a database and nodes of a simulation's choice. */
public final class SimulatedSender {
    /** The nodes by their ids. */
    public interface Nodes {
        /**
         * The one to decide with now.
         *
         * @throws io.dapp.chain.ChainUnavailableException when there is none
         */
        String inUse();

        List<String> usable();

        List<SendAnswer> send(String node, List<byte[]> raw);
    }

    private final SendLeases leases;
    private final SendRound round;

    private SimulatedSender(SendLeases leases, SendRound round) {
        this.leases = leases;
        this.round = round;
    }

    /** One that sends to the nodes of configured chains. */
    public static SimulatedSender toChains(
            Chains chains,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            UUID holder,
            SendingSettings settings) {
        SendLeases leases = new SendLeases(jdbc, holder, settings);
        return new SimulatedSender(
                leases,
                new SendRound(
                        SendNodes.of(chains),
                        leases,
                        new SendLedger(jdbc),
                        new TransactionTemplate(transactions),
                        settings));
    }

    /** A sender that takes leases as {@code holder}. */
    public SimulatedSender(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            UUID holder,
            SendingSettings settings,
            Nodes nodes,
            int window,
            Duration rebroadcastAfter) {
        this.leases = new SendLeases(jdbc, holder, settings);
        this.round = new SendRound(
                chain -> new Simulated(nodes, window, rebroadcastAfter),
                leases,
                new SendLedger(jdbc),
                new TransactionTemplate(transactions),
                settings);
    }

    /** One turn; what it leaves unfinished is gone on with under the lease that it returns. */
    public Optional<SendLease> send(AccountKey account, @Nullable SendLease held) {
        Map<AccountKey, @Nullable SendLease> one = new HashMap<>();
        one.put(account, held);
        return round.send(one).unfinished().stream().findFirst();
    }

    /** One round of several accounts, each under the lease that is held, or under none. */
    public void send(Map<AccountKey, @Nullable SendLease> accounts) {
        var _ = round.send(accounts);
    }

    /** Whether a sweep would begin with the account now. */
    public boolean due(AccountKey account) {
        return leases.due(account.chainId(), 10).contains(account);
    }

    private record Simulated(Nodes nodes, int window, Duration rebroadcastAfter) implements SendNodes {
        @Override
        public SendNode inUse() {
            return new One(nodes, nodes.inUse());
        }

        @Override
        public List<SendNode> usable() {
            return nodes.usable().stream()
                    .map(id -> (SendNode) new One(nodes, id))
                    .toList();
        }
    }

    private record One(Nodes nodes, String id) implements SendNodes.SendNode {
        @Override
        public List<SendAnswer> send(List<byte[]> raw) {
            return nodes.send(id, raw);
        }
    }
}
