package io.dapp.chain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Fees for the next block: {@code eth_feeHistory}, or the gas price where the chain has no base fee. */
final class FeeReads {
    private static final String BLOCKS = "0xa";
    private static final List<Integer> PERCENTILES = List.of(10, 50, 90);

    private record History(Wei nextBaseFee, List<List<BigInteger>> rewards) {}

    private final Rpc rpc;
    private final ChainSettings settings;

    FeeReads(Rpc rpc, ChainSettings settings) {
        this.rpc = rpc;
        this.settings = settings;
    }

    Fees read(BlockRef head) {
        History history = history();
        if (history == null) {
            Wei price = capped(rpc.require("eth_gasPrice", Answers::quantity));
            Fees.Fee fee = new Fees.Fee(price, price);
            return new Fees(head, false, Wei.ZERO, fee, fee, fee);
        }
        return new Fees(head, true, history.nextBaseFee, fee(history, 0), fee(history, 1), fee(history, 2));
    }

    private @Nullable History history() {
        try {
            return rpc.call("eth_feeHistory", FeeReads::parse, BLOCKS, "latest", PERCENTILES);
        } catch (NodeErrorException notOffered) {
            return null;
        }
    }

    /** Null where the chain has no base fee. */
    private static @Nullable History parse(JsonNode history) {
        JsonNode baseFees = history.path("baseFeePerGas");
        if (!baseFees.isArray() || baseFees.isEmpty()) {
            return null;
        }
        Wei next = Answers.wei(baseFees.get(baseFees.size() - 1));
        if (next.equals(Wei.ZERO)) {
            return null;
        }
        List<List<BigInteger>> rewards = new ArrayList<>();
        for (JsonNode block : history.path("reward")) {
            List<BigInteger> percentiles = new ArrayList<>();
            block.forEach(reward -> percentiles.add(Answers.quantity(reward)));
            if (percentiles.size() == PERCENTILES.size()) {
                rewards.add(percentiles);
            }
        }
        return new History(next, rewards);
    }

    /** The median over the last blocks, so that one odd block moves nothing; room for the base fee to double. */
    private Fees.Fee fee(History history, int percentile) {
        List<BigInteger> seen = history.rewards.stream()
                .map(block -> block.get(percentile))
                .filter(reward -> reward.signum() > 0)
                .sorted()
                .toList();
        BigInteger median = seen.isEmpty() ? BigInteger.ZERO : seen.get(seen.size() / 2);
        BigInteger priority = median.max(settings.minPriorityFee());
        Wei max = capped(history.nextBaseFee.value().shiftLeft(1).add(priority));
        return new Fees.Fee(max, new Wei(priority.min(max.value())));
    }

    private Wei capped(BigInteger fee) {
        BigInteger ceiling = settings.maxFeeCeiling();
        return new Wei(ceiling == null ? fee : fee.min(ceiling));
    }
}
