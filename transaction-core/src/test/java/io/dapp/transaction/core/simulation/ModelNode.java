package io.dapp.transaction.core.simulation;

import io.dapp.chain.SendAnswer;
import io.dapp.transaction.core.simulation.ModelChain.Mined;
import io.dapp.transaction.core.simulation.ModelChain.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A node: the chain as it last saw it, and a pool of its own. */
public final class ModelNode {
    private static final int GAPPED_AT_MOST = 4;

    public final String id;
    public final TreeMap<Long, Tx> pool = new TreeMap<>();
    public List<Mined> view = List.of();
    public boolean away;

    public ModelNode(String id) {
        this.id = id;
    }

    /** Sees the chain as it is now. */
    public void sync(ModelChain chain) {
        view = List.copyOf(chain.canonical());
        long count = view.getLast().count();
        pool.headMap(count).clear();
    }

    public SendAnswer take(Tx transaction) {
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
    public List<Tx> candidates() {
        return new ArrayList<>(pool.values());
    }
}
