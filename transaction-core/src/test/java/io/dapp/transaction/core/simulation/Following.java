package io.dapp.transaction.core.simulation;

import io.dapp.chain.BlockHeader;
import io.dapp.chain.BlockRef;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.follow.SimulatedPosition;
import io.dapp.transaction.core.follow.SimulatedPosition.Block;
import io.dapp.transaction.core.follow.SimulatedPosition.Effects;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentStatus;
import io.dapp.transaction.core.simulation.ModelChain.Mined;
import io.dapp.transaction.core.simulation.ModelChain.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A follower's step: takes or keeps the lease, reads a node, and writes what its blocks did in one transaction each. */
final class Following {
    private static final long LEASE = 4_000;

    private final World world;
    private final Dice dice;
    private final Invariants invariants;

    Following(World world, Dice dice, Invariants invariants) {
        this.world = world;
        this.dice = dice;
        this.invariants = invariants;
    }

    /** Whether the account has something to send now. */
    boolean step(ModelProcess process) {
        if (!leads(process)) {
            process.followerEpoch = null;
            process.position = null;
            return false;
        }
        List<ModelNode> usable =
                world.nodes().stream().filter(node -> !node.away).toList();
        if (usable.isEmpty()) {
            return false;
        }
        SimulatedPosition position = process.position == null ? world.database().position : process.position;
        List<Mined> view = dice.oneOf(usable).view;
        int fork = fork(view, position);
        Mined head = view.getLast();
        if (fork < 0
                || position.holds(head.header().ref())
                || head.header().number() < position.cursor().number()) {
            return false;
        }
        List<Block> blocks =
                view.subList(fork + 1, view.size()).stream().map(this::read).toList();
        BlockRef below = view.get(fork).header().ref();
        world.meanwhile("following, before the transaction");
        if (!below.equals(position.cursor())) {
            world.database().reach("following, a reorg");
            return write(process, position, below.number(), blocks);
        }
        boolean due = false;
        SimulatedPosition at = position;
        for (Block block : blocks) {
            due |= write(process, at, null, List.of(block));
            if (process.position == null) {
                return false;
            }
            at = process.position;
        }
        return due;
    }

    private boolean leads(ModelProcess process) {
        ModelDatabase database = world.database();
        Long epoch = process.followerEpoch;
        boolean leads = epoch != null && holds(process, epoch);
        if (!leads && (epoch != null || database.followerUntil >= database.now())) {
            return false;
        }
        if (!leads) {
            database.follower = process.id;
            process.followerEpoch = ++database.followerEpoch;
        }
        database.followerUntil = database.now() + LEASE;
        return true;
    }

    private boolean holds(ModelProcess process, long epoch) {
        ModelDatabase database = world.database();
        return process.id.equals(database.follower) && epoch == database.followerEpoch;
    }

    /** The newest block of a node's chain that is held; none below what is final is looked for. */
    private static int fork(List<Mined> view, SimulatedPosition position) {
        for (int i = view.size() - 1; i >= 0; i--) {
            BlockRef block = view.get(i).header().ref();
            if (block.number() < position.lastFinal().number()) {
                return -1;
            }
            if (position.holds(block)) {
                return i;
            }
        }
        return -1;
    }

    private Block read(Mined block) {
        Map<UUID, TransactionHash> mined = new LinkedHashMap<>();
        List<UUID> taken = new ArrayList<>();
        for (Tx transaction : block.transactions()) {
            for (ModelPayment row : world.database().payments()) {
                boolean open = row.pending() || row.payment.status() == PaymentStatus.CONFIRMED;
                boolean same = world.database().bugged(Bug.OLDER_ATTEMPTS_FORGOTTEN)
                        ? row.newest().hash.equals(transaction.hash())
                        : row.has(transaction.hash());
                if (open && same) {
                    mined.put(row.id(), transaction.hash());
                } else if (open && row.nonce() == transaction.nonce()) {
                    taken.add(row.id());
                }
            }
        }
        return new Block(block.header(), mined, taken);
    }

    private boolean write(ModelProcess process, SimulatedPosition from, @Nullable Long fork, List<Block> blocks) {
        ModelDatabase database = world.database();
        Long epoch = process.followerEpoch;
        boolean mine = epoch != null
                && holds(process, epoch)
                && database.position.cursor().equals(from.cursor());
        if (!mine && !database.bugged(Bug.OLD_FOLLOWER_ACCEPTED)) {
            process.followerEpoch = null;
            process.position = null;
            database.reach("following, the lease another's");
            return false;
        }
        int confirmations = database.bugged(Bug.FINAL_TOO_EARLY) ? World.CONFIRMATIONS - 1 : World.CONFIRMATIONS;
        List<BlockHeader> headers = blocks.stream().map(Block::header).toList();
        long below = fork == null ? headers.getFirst().number() - 1 : fork;
        SimulatedPosition to = from.after(below, headers, confirmations);
        Map<UUID, BlockRef> taken = new HashMap<>();
        List<Payment> locked = new ArrayList<>();
        for (ModelPayment row : database.payments()) {
            if (row.pending() && row.nonceTaken != null) {
                taken.put(row.id(), row.nonceTaken);
            }
            locked.add(row.payment);
        }
        Effects effects = SimulatedPosition.effects(
                database.bugged(Bug.REORG_UNNOTICED) ? null : fork,
                blocks,
                locked,
                taken,
                confirmations,
                to.lastFinal(),
                database.account.address());
        database.position = to;
        database.followerUntil = database.now() + LEASE;
        invariants.told(effects.events());
        boolean due = keep(effects);
        process.position = to;
        invariants.hold();
        world.meanwhile("following, after the COMMIT");
        return due;
    }

    private boolean keep(Effects effects) {
        ModelDatabase database = world.database();
        Map<UUID, ModelPayment> rows = new HashMap<>();
        database.payments().forEach(row -> rows.put(row.id(), row));
        effects.changed().forEach(payment -> {
            ModelPayment row = Objects.requireNonNull(rows.get(payment.id()));
            row.payment = payment;
            row.updatedAt = database.now();
        });
        effects.taken().forEach((id, block) -> Objects.requireNonNull(rows.get(id)).nonceTaken = block);
        ModelAccount row = database.row();
        if (effects.dropped()) {
            database.forgetAcknowledgements();
            row.leaseEpoch++;
            row.free();
            row.sendAt = database.now();
        }
        boolean due = !effects.changed().isEmpty()
                && database.pending().stream().anyMatch(payment -> payment.newest().acknowledgedBy == null);
        if (due) {
            row.sendAt = database.now();
        }
        return due;
    }
}
