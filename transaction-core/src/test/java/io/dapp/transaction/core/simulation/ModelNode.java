package io.dapp.transaction.core.simulation;

import io.dapp.chain.SendAnswer;
import io.dapp.transaction.core.simulation.ModelChain.Mined;
import io.dapp.transaction.core.simulation.ModelChain.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A node: the chain as it last saw it, and a pool of its own. */
final class ModelNode {
    private static final int GAPPED_AT_MOST = 4;

    final String id;
    final TreeMap<Long, Tx> pool = new TreeMap<>();
    List<Mined> view = List.of();
    boolean away;

    ModelNode(String id) {
        this.id = id;
    }

    /** Sees the chain as it is now. */
    void sync(ModelChain chain) {
        view = List.copyOf(chain.canonical());
        long count = view.getLast().count();
        pool.headMap(count).clear();
    }

    SendAnswer take(Tx transaction) {
        long count = view.getLast().count();
        Tx pooled = pool.get(transaction.nonce());
        if (transaction.nonce() < count) {
            return new SendAnswer.NonceTooLow();
        }
        if (pooled != null) {
            if (!pooled.equals(transaction) && transaction.fee() * 10 < pooled.fee() * 11) {
                return new SendAnswer.Later("replacement transaction underpriced");
            }
            pool.put(transaction.nonce(), transaction);
            return new SendAnswer.Known();
        }
        if (gapped(transaction.nonce(), count)) {
            return new SendAnswer.Later("nonce too high");
        }
        pool.put(transaction.nonce(), transaction);
        return new SendAnswer.Known();
    }

    private boolean gapped(long nonce, long count) {
        return nonce > count && !pool.containsKey(nonce - 1) && pool.size() >= GAPPED_AT_MOST;
    }

    /** What it would put into a block, in nonce order. */
    List<Tx> candidates() {
        return new ArrayList<>(pool.values());
    }
}
