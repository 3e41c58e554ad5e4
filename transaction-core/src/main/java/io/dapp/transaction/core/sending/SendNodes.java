package io.dapp.transaction.core.sending;

import io.dapp.chain.Chain;
import io.dapp.chain.ChainId;
import io.dapp.chain.Chains;
import io.dapp.chain.Node;
import io.dapp.chain.SendAnswer;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A chain's nodes as sending sees them: what a simulation puts its own in the place of. */
interface SendNodes {
    /**
     * The one to decide with now.
     *
     * @throws io.dapp.chain.ChainUnavailableException when there is none
     */
    SendNode inUse();

    /** Those with which accounts go on whose windows they hold. */
    List<SendNode> usable();

    /** How many transactions of one account a node is given beyond the lowest pending one. */
    int window();

    Duration rebroadcastAfter();

    /** One node. */
    interface SendNode {
        String id();

        /** One answer for each, in their order. */
        List<SendAnswer> send(List<byte[]> raw);
    }

    static Function<ChainId, SendNodes> of(Chains chains) {
        return id -> new OfChain(chains.require(id));
    }

    /** The nodes of a configured chain. */
    record OfChain(Chain chain) implements SendNodes {
        @Override
        public SendNode inUse() {
            return new Called(chain.node());
        }

        @Override
        public List<SendNode> usable() {
            return chain.preferableNodes().stream()
                    .map(node -> (SendNode) new Called(node))
                    .toList();
        }

        @Override
        public int window() {
            return chain.settings().maxInFlightPerAccount();
        }

        @Override
        public Duration rebroadcastAfter() {
            return chain.settings().rebroadcastAfter();
        }
    }

    /** A node that is called. */
    record Called(Node node) implements SendNode {
        @Override
        public String id() {
            return node.id();
        }

        @Override
        public List<SendAnswer> send(List<byte[]> raw) {
            return node.send(raw);
        }
    }
}
