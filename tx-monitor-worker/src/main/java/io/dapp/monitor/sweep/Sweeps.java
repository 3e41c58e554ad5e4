package io.dapp.monitor.sweep;

import io.dapp.chain.Chain;
import io.dapp.chain.ChainId;
import io.dapp.chain.Chains;
import io.dapp.transaction.core.sending.AccountSender;
import java.util.LinkedHashMap;
import java.util.Map;

/** One sweep for each configured chain. */
final class Sweeps implements AutoCloseable {
    private final Map<ChainId, Sweep> sweeps = new LinkedHashMap<>();

    Sweeps(Chains chains, AccountSender sender, SweepSettings settings) {
        for (Chain chain : chains.all()) {
            sweeps.put(chain.id(), new Sweep(chain, sender, settings));
        }
    }

    void start() {
        sweeps.values().forEach(Sweep::start);
    }

    /** A chain that is not configured here is another deployment's. */
    void hint(ChainId chain) {
        Sweep sweep = sweeps.get(chain);
        if (sweep != null) {
            sweep.hint();
        }
    }

    @Override
    public void close() {
        sweeps.values().forEach(Sweep::close);
    }
}
