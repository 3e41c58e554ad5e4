package io.dapp.chain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Fees for the next block (EIP-1559): {@code eth_feeHistory}, or the gas price where the chain has no base fee. */
final class FeeReads {
    private static final Logger LOG = LoggerFactory.getLogger(FeeReads.class);
    private static final String BLOCKS = "0xa";
    private static final List<Integer> PERCENTILES = List.of(10, 50, 90);

    private static final BigInteger SEVEN = BigInteger.valueOf(7);
    private static final BigInteger EIGHT = BigInteger.valueOf(8);
    private static final BigInteger NINE = BigInteger.valueOf(9);

    private record History(Wei nextBaseFee, List<List<BigInteger>> rewards) {}

    private final Rpc rpc;
    private final ChainSettings settings;
    private final AtomicBoolean told = new AtomicBoolean();

    FeeReads(Rpc rpc, ChainSettings settings) {
        this.rpc = rpc;
        this.settings = settings;
    }

    /**
     * Whether there is a base fee is a fact of the block, not of what {@code eth_feeHistory} answers: taken for a chain
     * without one, a payment would offer its maximum as its price, and pay all of it.
     */
    Fees read(BlockRef head) {
        if (settings.feeModel() == ChainSettings.FeeModel.LEGACY) {
            return ofGasPrice(head);
        }
        History history = history();
        if (history != null) {
            return dynamic(head, history);
        }
        Wei baseFee = baseFee(head);
        if (baseFee == null && settings.feeModel() == ChainSettings.FeeModel.EIP1559) {
            throw withoutBaseFee(head);
        }
        return baseFee == null ? ofGasPrice(head) : dynamic(head, ofTip(baseFee));
    }

    private ChainUnavailableException withoutBaseFee(BlockRef head) {
        String why = "block " + head.number() + " of chain " + settings.id()
                + " has no base fee, and its fee-model is eip1559: nothing is paid on it";
        if (!told.getAndSet(true)) {
            LOG.error("{}", why);
        }
        return new ChainUnavailableException(why);
    }

    private @Nullable History history() {
        try {
            return rpc.call("eth_feeHistory", FeeReads::parse, BLOCKS, "latest", PERCENTILES);
        } catch (NodeErrorException notTold) {
            return null;
        }
    }

    /** Null where the chain has none. */
    private @Nullable Wei baseFee(BlockRef head) {
        JsonNode block =
                rpc.require("eth_getBlockByHash", json -> json, head.hash().toString(), false);
        JsonNode baseFee = block.path("baseFeePerGas");
        return baseFee.isString() ? Answers.wei(baseFee) : null;
    }

    private Fees ofGasPrice(BlockRef head) {
        Wei price = capped(rpc.require("eth_gasPrice", Answers::quantity));
        Fees.Fee fee = new Fees.Fee(price, price);
        return new Fees(head, false, Wei.ZERO, fee, fee, fee);
    }

    /** From what blocks tell: the next base fee may be an eighth above the head's. */
    private History ofTip(Wei baseFee) {
        BigInteger next = baseFee.value().multiply(NINE).add(SEVEN).divide(EIGHT);
        BigInteger tip;
        try {
            tip = rpc.require("eth_maxPriorityFeePerGas", Answers::quantity);
        } catch (NodeErrorException notTold) {
            tip = settings.minPriorityFee();
        }
        return new History(new Wei(next), List.of(List.of(tip, tip, tip)));
    }

    private Fees dynamic(BlockRef head, History history) {
        return new Fees(head, true, history.nextBaseFee, fee(history, 0), fee(history, 1), fee(history, 2));
    }

    /** Null where it says nothing of a base fee; a zero may stand for that. */
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
