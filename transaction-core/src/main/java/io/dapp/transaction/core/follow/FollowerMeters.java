package io.dapp.transaction.core.follow;

import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What is measured of a follower. */
final class FollowerMeters {
    private FollowerMeters() {}

    static void register(Follower follower, Chain chain, MeterRegistry meters) {
        Gauge.builder("dapp.follower.leading", follower, each -> each.leading() ? 1 : 0)
                .description("1 in the process that follows the chain")
                .tag("chain", chain.name())
                .register(meters);
        Gauge.builder("dapp.follower.halted", follower, each -> each.halted() ? 1 : 0)
                .description("1 while the chain is stopped until an operator's command")
                .tag("chain", chain.name())
                .register(meters);
        Gauge.builder("dapp.follower.cursor", follower, Follower::cursor)
                .description("Number of the newest recorded block; negative while standing by")
                .tag("chain", chain.name())
                .register(meters);
        Gauge.builder("dapp.follower.final", follower, Follower::finalNumber)
                .description("Number of the newest recorded block that is final; negative while standing by")
                .tag("chain", chain.name())
                .register(meters);
        Gauge.builder("dapp.follower.finality.lag", follower, FollowerMeters::finalityLag)
                .description("Blocks between the newest recorded block and the newest final one")
                .baseUnit("blocks")
                .tag("chain", chain.name())
                .register(meters);
        Gauge.builder("dapp.payments.undecided", follower, each -> each.undecided() < 0 ? Double.NaN : each.undecided())
                .description("Pending payments whose nonce is used, where no node could tell what became of them")
                .tag("chain", chain.name())
                .register(meters);
        Gauge.builder("dapp.follower.lag", follower, each -> lag(each, chain))
                .description("Blocks between the node's head and the newest recorded block")
                .baseUnit("blocks")
                .tag("chain", chain.name())
                .register(meters);
    }

    private static double finalityLag(Follower follower) {
        long cursor = follower.cursor();
        long last = follower.finalNumber();
        return cursor < 0 || last < 0 ? Double.NaN : Math.max(0, cursor - last);
    }

    private static double lag(Follower follower, Chain chain) {
        long cursor = follower.cursor();
        try {
            return cursor < 0 ? Double.NaN : Math.max(0, chain.node().head().number() - cursor);
        } catch (ChainUnavailableException e) {
            return Double.NaN;
        }
    }
}
