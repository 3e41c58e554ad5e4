package io.dapp.transaction.core.simulation.postgres;

import io.dapp.chain.Address;
import io.dapp.chain.ChainException;
import io.dapp.chain.Fees;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.line.PaymentRequest;
import io.dapp.transaction.core.line.SimulatedLine.Told;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.replacing.Wish;
import io.dapp.transaction.core.sending.SendLease;
import io.dapp.transaction.core.simulation.Dice;
import io.dapp.transaction.core.simulation.postgres.Callers.Asked;
import io.dapp.transaction.core.simulation.postgres.CoreProcess.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedRuntimeException;

/** What strands do, and what a process does not mind: a database or a node that fails. */
final class Tasks {
    private final Stage stage;
    private final Network network;
    private final Callers callers;

    Tasks(Stage stage, Network network, Callers callers) {
        this.stage = stage;
        this.network = network;
        this.callers = callers;
    }

    void run(CoreProcess process, Task task, boolean calm) {
        Dice dice = process.strand(task).dice();
        try {
            switch (task) {
                case ACCEPT, ACCEPT_MORE -> accept(process, dice, calm);
                case SEND -> send(process, dice);
                case REPLACE -> {
                    if (!calm && dice.oneIn(2)) {
                        replace(process, dice);
                    }
                }
                case FOLLOW -> {
                    process.follower().look(calm || dice.oneIn(2));
                    process.kick();
                }
                case BEAT -> process.follower().beat();
                case OVERDUE ->
                    process.follower()
                            .fence()
                            .ifPresent(fence ->
                                    process.replacing().overdue(stage.chains().first(), fence));
            }
        } catch (ProblemException | ChainException | NestedRuntimeException e) {
            // Told to a caller, or logged; whoever looks next goes on.
        }
    }

    private void accept(CoreProcess process, Dice dice, boolean calm) {
        Address account = dice.oneOf(List.copyOf(network.accounts()));
        List<Asked> asked = callers.some(account, dice, !calm);
        if (asked.isEmpty()) {
            return;
        }
        List<Asked> unfunded = tell(asked, accept(process, asked, false));
        process.kick();
        if (!unfunded.isEmpty()) {
            process.line().awaitHead(CoreProcess.CHAIN);
            tell(unfunded, accept(process, unfunded, true));
        }
    }

    private static List<Told> accept(CoreProcess process, List<Asked> asked, boolean fresh) {
        List<PaymentRequest> requests = asked.stream().map(Asked::request).toList();
        return process.line().accept(requests, fresh);
    }

    private List<Asked> tell(List<Asked> asked, List<Told> told) {
        List<Asked> unfunded = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            if (told.get(i) instanceof Told.Unfunded) {
                unfunded.add(asked.get(i));
            } else {
                callers.told(asked.get(i), told.get(i));
            }
        }
        return unfunded;
    }

    /** What it holds a lease for, what a sweep finds, and now and then what it was kicked for. */
    private void send(CoreProcess process, Dice dice) {
        process.sends();
        Map<AccountKey, @Nullable SendLease> round = new LinkedHashMap<>();
        for (Address address : network.accounts()) {
            AccountKey account = new AccountKey(CoreProcess.CHAIN, address);
            SendLease held = stage.lease(process.id(), account);
            if (held != null || process.sender().due(account) || dice.oneIn(4)) {
                round.put(account, held);
            }
        }
        if (!round.isEmpty()) {
            process.sender().send(round);
        }
    }

    private void replace(CoreProcess process, Dice dice) {
        List<UUID> pending = stage.pending();
        if (pending.isEmpty()) {
            return;
        }
        UUID payment = dice.oneOf(pending);
        Wish wish = dice.oneIn(3) ? new Wish.Cancel() : new Wish.Sooner(Fees.Speed.FAST);
        IdempotencyKey key = dice.oneIn(2)
                ? null
                : new IdempotencyKey(Stage.OWNER, "POST /replace", "r" + dice.upTo(20), Bytes.EMPTY);
        var _ = process.replacing().replace(Stage.OWNER, payment, wish, key);
        process.kick();
    }
}
