package io.dapp.monitor.sweep;

import io.dapp.chain.Chain;
import io.dapp.chain.ChainId;
import io.dapp.chain.Chains;
import io.dapp.transaction.core.follow.Followers;
import io.dapp.transaction.core.replacing.OverduePayments;
import io.dapp.transaction.core.replacing.ReplacingSettings;
import io.dapp.transaction.core.sending.AccountSender;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** For each configured chain, who looks for what is to be sent and for what is to be replaced. */
final class Sweeps implements AutoCloseable {
    private final Map<ChainId, Sweep> sweeps = new LinkedHashMap<>();
    private final List<ReplacementSweep> replacements = new ArrayList<>();

    Sweeps(
            Chains chains,
            AccountSender sender,
            Followers followers,
            OverduePayments overdue,
            ReplacingSettings replacing,
            SweepSettings settings) {
        for (Chain chain : chains.all()) {
            sweeps.put(chain.id(), new Sweep(chain, sender, settings));
            replacements.add(new ReplacementSweep(chain, followers, overdue, replacing.every(), settings.shutdown()));
        }
    }

    void start() {
        sweeps.values().forEach(Sweep::start);
        replacements.forEach(ReplacementSweep::start);
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
        replacements.forEach(ReplacementSweep::close);
        sweeps.values().forEach(Sweep::close);
    }
}
