package io.dapp.transaction.core.simulation;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.SimpleTransactionStatus;

/** One process' transactions: before and after each the others may act, and a COMMIT may be lost either way. */
final class ModelTransactions implements PlatformTransactionManager {
    private final World world;
    private final Dice dice;
    private final @Nullable PostgresMirror mirror;
    private @Nullable Runnable undo;
    private boolean lost;

    ModelTransactions(World world, Dice dice, @Nullable PostgresMirror mirror) {
        this.world = world;
        this.dice = dice;
        this.mirror = mirror;
    }

    @Override
    public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
        world.meanwhile("sending, before a transaction");
        lost = !world.calm() && dice.oneIn(25);
        undo = lost && dice.oneIn(2) ? world.database().savepoint() : null;
        if (mirror != null) {
            var _ = mirror.begin(world.database());
        }
        return new SimpleTransactionStatus();
    }

    @Override
    public void commit(TransactionStatus status) {
        Runnable back = undo;
        if (back != null) {
            back.run();
        }
        if (mirror != null) {
            mirror.end(back != null);
        }
        if (lost) {
            world.database().reach("sending, the COMMIT " + (back == null ? "kept" : "undone") + " and not answered");
            throw new TransactionSystemException("the COMMIT was not answered");
        }
        world.meanwhile("sending, after a COMMIT");
    }

    @Override
    public void rollback(TransactionStatus status) {
        // What ends a transaction here ends the schedule.
    }
}
