package io.dapp.chain;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What is told of a chain's nodes, head and fees. */
final class ChainMeters {
    private final String chain;
    private final MeterRegistry meters;

    private ChainMeters(String chain, MeterRegistry meters) {
        this.chain = chain;
        this.meters = meters;
    }

    static void register(String chain, List<NodeWatch> watches, NodeChoice choice, MeterRegistry meters) {
        ChainMeters of = new ChainMeters(chain, meters);
        watches.forEach(watch -> of.node(watch, choice));
        Gauge.builder("dapp.chain.head.age", choice, each -> age(each, meters))
                .tags("chain", chain)
                .description("How long ago the newest head says it was made; not a number without a node")
                .baseUnit("seconds")
                .register(meters);
        of.fee(choice, "base", "max", Fees::baseFee);
        for (Fees.Speed speed : Fees.Speed.values()) {
            String name = speed.name().toLowerCase(Locale.ROOT);
            of.fee(choice, name, "max", fees -> fees.at(speed).maxFeePerGas());
            of.fee(choice, name, "priority", fees -> fees.at(speed).maxPriorityFeePerGas());
        }
    }

    private void node(NodeWatch watch, NodeChoice choice) {
        gauge(watch, "dapp.node.up", "1 while the node can be used", null, each -> each.up() ? 1 : 0);
        gauge(
                watch,
                "dapp.node.preferred",
                "1 for the node that decisions are taken with",
                null,
                each -> choice.inUse(each) ? 1 : 0);
        gauge(
                watch,
                "dapp.node.avoided",
                "1 while others are preferred for its failing at what it is asked",
                null,
                each -> each.avoided() ? 1 : 0);
        gauge(watch, "dapp.node.head.lag", "How far its head is behind the chain's best one", "blocks", choice::lag);
        gauge(
                watch,
                "dapp.node.latency",
                "How long the node takes to tell its head, newer answers counting more",
                "seconds",
                each -> each.latency().seconds());
        gauge(
                watch,
                "dapp.node.circuit",
                "Its circuit breaker: 0 closed, 1 half open, 2 open",
                null,
                each -> each.circuit().level());
    }

    private void gauge(
            NodeWatch watch,
            String name,
            String description,
            @Nullable String unit,
            ToDoubleFunction<NodeWatch> value) {
        Gauge.builder(name, watch, value)
                .tags("chain", chain, "node", watch.node().id())
                .description(description)
                .baseUnit(unit)
                .register(meters);
    }

    private void fee(NodeChoice choice, String speed, String part, Function<Fees, Wei> of) {
        Gauge.builder("dapp.chain.fee", choice, each -> {
                    Fees fees = each.lastFees();
                    return fees == null ? Double.NaN : of.apply(fees).value().doubleValue();
                })
                .tags("chain", chain, "speed", speed, "part", part)
                .description("What is offered per gas in the next block, as last asked by this process")
                .baseUnit("wei")
                .register(meters);
    }

    private static double age(NodeChoice choice, MeterRegistry meters) {
        BlockHeader head = choice.newestHead();
        return head == null
                ? Double.NaN
                : (meters.config().clock().wallTime() - head.timestamp().toEpochMilli()) / 1e3;
    }
}
