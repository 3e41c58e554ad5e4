package io.dapp.transaction.core.follow;

import io.dapp.chain.Address;
import io.dapp.chain.Block;
import io.dapp.chain.BlockHeader;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import io.dapp.transaction.core.sending.AccountSender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a follower does while it holds its chain's lease: one step at a time, from one node's view. */
final class ChainFollowing {
    private static final int ACCOUNTS_AT_ONCE = 200;
    private static final int SETTLED_BETWEEN_BLOCKS = 4;
    private static final Address LOWEST = Address.of(new byte[20]);

    private final Chain chain;
    private final FollowStores stores;
    private final FollowSettings settings;
    private final BranchReader branches;
    private final AccountSender sender;
    private final LongAbsence absence;
    private final NonceChecks usedNonces;
    private final OutsideFollowing outside;
    private final EventBackfill backfill;
    private final Runnable progressed;
    private @Nullable Long shorterSince;
    /** Whether payments of final blocks may yet be told as confirmed only; so after whoever led before. */
    private boolean unsettled = true;

    /**
     * @param past where the past is read, beside the steps
     * @param wake called when something read of the past is to be written
     * @param progressed called when a node has answered or something is written, before the lease is in danger
     */
    ChainFollowing(
            Chain chain,
            FollowStores stores,
            FollowSettings settings,
            AccountSender sender,
            Executor past,
            Runnable wake,
            Runnable progressed) {
        this.chain = chain;
        this.progressed = progressed;
        this.stores = stores;
        this.settings = settings;
        this.branches = new BranchReader(settings.blocksAtOnce(), progressed);
        this.sender = sender;
        this.absence = new LongAbsence(chain, stores, settings, progressed);
        this.usedNonces = new NonceChecks(chain, stores, settings, past, wake, progressed);
        this.outside = new OutsideFollowing(chain, stores, settings, progressed);
        this.backfill = new EventBackfill(chain, stores, stores.contractSettings(), settings.lease(), past, wake);
    }

    /** Makes new subscriptions to contract events known, between two steps: the next block is read for them too. */
    void noteSubscriptions(FollowerLease lease, Position position) {
        if (stores.backfills().anyNew(chain.id())) {
            stores.write(() -> {
                stores.eventSteps().begin(lease, settings.lease(), position.cursor());
                return position;
            });
        }
    }

    /**
     * Goes on, where there is no new block, with what need not be done with one: transactions that were signed elsewhere,
     * and what subscriptions lack of the past.
     *
     * @return when to be called again, at the latest
     */
    Duration between(FollowerLease lease, Position position) {
        boolean more = outside.step(lease, position);
        backfill.step(lease, position);
        return unsettled || more ? Duration.ZERO : backfill.pause(settings.renewEvery());
    }

    /** Looks, between blocks that come without a pause, at transactions that were signed elsewhere. */
    void amongBlocks(FollowerLease lease, Position position) {
        outside.stepAtTimes(lease, position);
    }

    /** Looks into overdue payments whose nonce is used, where no block told by what; waits for no node. */
    void settleUsedNonces(FollowerLease lease, Position position) {
        usedNonces.settle(lease, position).forEach(account -> sender.kick(chain.id(), account));
    }

    /** How many payments have a used nonce, and no node could tell by what. */
    int undecided() {
        return usedNonces.undecided();
    }

    /** Where the chain's follower stands; begins a chain that was never followed. */
    Position position(FollowerLease lease) {
        unsettled = true;
        Optional<Position> recorded = stores.read(() -> stores.followers().position(chain.id()));
        return recorded.orElseGet(() -> begin(lease));
    }

    /** At a block that is final, so that no payment of ours can be in it or below: none is accepted before this. */
    private Position begin(FollowerLease lease) {
        Node node = chain.node();
        return judging(node, () -> Optional.of(begin(lease, node))).orElseThrow();
    }

    private Position begin(FollowerLease lease, Node node) {
        long first = Math.max(0, Finality.of(node, chain.settings()).settled(node));
        BlockHeader genesis = header(node, 0);
        BlockHeader block = first == 0 ? genesis : header(node, first);
        stores.write(() -> {
            stores.followers().begin(lease, genesis.hash(), block);
            return block;
        });
        return stores.read(() -> stores.followers().position(chain.id())).orElseThrow();
    }

    private static BlockHeader header(Node node, long number) {
        Block block = node.block(number, false);
        if (block == null) {
            throw new ChainUnavailableException("node " + node.id() + " has no block " + number);
        }
        return block.header();
    }

    /**
     * Records the next blocks.
     *
     * @param moved told where the follower stands after each transaction
     * @return where it stands in the end; empty where the node has nothing new
     */
    Optional<Position> next(FollowerLease lease, Position position, Consumer<Position> moved) {
        Node node = chain.node();
        return judging(node, () -> next(lease, position, node, moved));
    }

    /** Whatever a step lacks, an error, a receipt or a block, another node may have. */
    private Optional<Position> judging(Node node, Supplier<Optional<Position>> step) {
        Optional<Position> next;
        try {
            next = step.get();
        } catch (ChainUnavailableException e) {
            chain.notFollowed(node, e);
            throw e;
        }
        if (next.isPresent()) {
            chain.followed(node);
        }
        return next;
    }

    private Optional<Position> next(FollowerLease lease, Position position, Node node, Consumer<Position> moved) {
        if (unsettled) {
            settle(lease, position, Finality.of(node, chain.settings()));
        }
        Branch branch;
        try {
            Optional<LongAbsence.Skipped> skipped = absence.skip(node, position);
            if (skipped.isPresent()) {
                return Optional.of(write(lease, node, position, skipped.get(), moved));
            }
            branch = branches.next(node, position, () -> stores.matches().anyOpen(chain.id()))
                    .orElse(null);
        } catch (ContradictionException e) {
            chain.doubt(node);
            throw new ChainUnavailableException("node " + node.id() + " is in doubt: " + e.getMessage(), e);
        }
        if (branch == null) {
            // The node is back on what is held.
            shorterSince = null;
            return Optional.empty();
        }
        if (tooShort(branch, position)) {
            return Optional.empty();
        }
        boolean told = node.head().number() - branch.blocks().getLast().header().number()
                <= chain.settings().requiredConfirmations();
        Stretch stretch = new Stretch(
                lease,
                node,
                branch,
                stores.findings().match(chain.id(), branch.blocks()),
                Finality.of(node, chain.settings()),
                told,
                moved);
        progressed.run();
        return Optional.of(
                branch.reorganises(position) ? writeTogether(stretch, position) : writeEach(stretch, position));
    }

    /**
     * Blocks to be recorded, as one node shows them.
     *
     * @param matched which of ours they hold
     * @param told whether their heads are told
     */
    private record Stretch(
            FollowerLease lease,
            Node node,
            Branch branch,
            BlockFindings.Matched matched,
            Finality finality,
            boolean told,
            Consumer<Position> moved) {}

    /** A few times, between blocks: a payment of the next block is not to wait for all that became final with this one. */
    private void settle(FollowerLease lease, Position position, Finality finality) {
        for (int round = 0; unsettled && round < SETTLED_BETWEEN_BLOCKS; round++) {
            unsettled = stores.write(() -> stores.writer().settle(lease, settings.lease(), position, finality));
        }
    }

    /** In the middle of a reorg a node may show a part of the new branch only: what is not in it may yet come. */
    private boolean tooShort(Branch branch, Position position) {
        if (branch.blocks().getLast().header().number() >= position.cursor().number()) {
            shorterSince = null;
            return false;
        }
        long now = System.nanoTime();
        Long since = shorterSince;
        if (since == null) {
            shorterSince = now;
            return true;
        }
        return now - since < settings.shorterBranchAfter().toNanos();
    }

    private Found found(Stretch stretch, Block block) {
        Found found = stores.findings().read(chain.id(), stretch.node(), block, stretch.matched());
        progressed.run();
        return found;
    }

    /** On top of the cursor each block has its own transaction, as soon as it is read, however many are to be caught up with. */
    private Position writeEach(Stretch stretch, Position position) {
        Position at = position;
        for (Block block : stretch.branch().blocks()) {
            Branch one = new Branch(at.cursor(), List.of(block));
            at = write(stretch, at, one, List.of(found(stretch, block)));
        }
        return at;
    }

    /** A reorg is one transaction. */
    private Position writeTogether(Stretch stretch, Position position) {
        List<Found> found = new ArrayList<>();
        for (Block block : stretch.branch().blocks()) {
            found.add(found(stretch, block));
        }
        return write(stretch, position, stretch.branch(), found);
    }

    private Position write(Stretch stretch, Position position, Branch branch, List<Found> found) {
        List<BlockHeader> headers = branch.blocks().stream().map(Block::header).toList();
        Position next = position.after(branch.fork().number(), headers, stretch.finality(), settings.heldBelowFinal());
        write(
                stretch.node(),
                new BlockWriter.Step(
                        stretch.lease(),
                        settings.lease(),
                        position,
                        next,
                        branch,
                        found,
                        stretch.finality(),
                        false,
                        stretch.told(),
                        branch.fork().number()),
                stretch.moved());
        return next;
    }

    private Position write(
            FollowerLease lease, Node node, Position position, LongAbsence.Skipped skipped, Consumer<Position> moved) {
        write(
                node,
                new BlockWriter.Step(
                        lease,
                        settings.lease(),
                        position,
                        skipped.position(),
                        skipped.branch(),
                        List.of(skipped.found()),
                        skipped.finality(),
                        true,
                        false,
                        skipped.heldUpTo()),
                moved);
        return skipped.position();
    }

    private void write(Node node, BlockWriter.Step step, Consumer<Position> moved) {
        usedNonces.raiseLines(step.lease(), node, step.to().lastFinal());
        BlockWriter.Written written = step.rewinds()
                ? stores.writeAtLength(() -> stores.writer().write(step))
                : stores.write(() -> stores.writer().write(step));
        moved.accept(step.to());
        written.toSend().forEach(account -> sender.kick(chain.id(), account));
        unsettled |= written.unsettled();
        settle(step.lease(), step.to(), step.finality());
    }

    /** A node came (back): its pool may be empty, whatever it acknowledged before. */
    void sendAgain(FollowerLease lease, String node) {
        stores.write(() -> {
            stores.followers().renew(lease, settings.lease());
            stores.outside().lookAgain(chain.id(), node);
            return node;
        });
        List<Address> accounts = new ArrayList<>();
        do {
            Address after = accounts.isEmpty() ? LOWEST : accounts.getLast();
            accounts = stores.write(() -> {
                stores.followers().renew(lease, settings.lease());
                List<Address> held = stores.resends().heldBy(chain.id(), node, after, ACCOUNTS_AT_ONCE);
                if (!held.isEmpty()) {
                    stores.resends().lock(chain.id(), held);
                    stores.resends().forget(chain.id(), held);
                }
                return held;
            });
            accounts.forEach(account -> sender.kick(chain.id(), account));
            progressed.run();
        } while (accounts.size() == ACCOUNTS_AT_ONCE);
    }
}
