package io.dapp.transaction.outside;

import io.dapp.chain.Block;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainSettings;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Chains;
import io.dapp.chain.CountAt;
import io.dapp.chain.Fees;
import io.dapp.chain.Node;
import io.dapp.chain.TransactionHash;
import io.dapp.chain.UnknownChainException;
import io.dapp.chain.Wei;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.outside.OutsideSettings;
import io.dapp.transaction.core.signing.DecodedTransaction;
import io.dapp.transaction.core.signing.IntrinsicGas;
import io.dapp.transaction.core.signing.SignedTransactions;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Refuses what no node would take. Whatever is recorded ends on the chain only. */
@Component
final class RawChecks {
    private final Chains chains;
    private final OutsideSettings settings;

    RawChecks(Chains chains, OutsideSettings settings) {
        this.chains = chains;
        this.settings = settings;
    }

    /**
     * What signed bytes say.
     *
     * @throws ProblemException {@code invalid_request} when they are no signed transaction
     */
    DecodedTransaction decode(@Nullable Bytes raw) {
        if (raw == null) {
            throw invalid("is required");
        }
        if (raw.length() > settings.rawBytes()) {
            throw invalid("must be at most " + settings.rawBytes() + " bytes");
        }
        try {
            return SignedTransactions.decode(raw);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The chain that it was signed for.
     *
     * @throws ProblemException {@code wrong_chain} when it is not one of this platform's
     */
    Chain chain(DecodedTransaction transaction) {
        try {
            return chains.require(transaction.chainId());
        } catch (UnknownChainException e) {
            throw new ProblemException(
                    PaymentError.WRONG_CHAIN,
                    "It was signed for chain " + transaction.chainId() + ", which is not one of this platform's.");
        }
    }

    /**
     * Passes what no node with the chain's rules refuses by itself: it would be sent for ever.
     *
     * @throws ProblemException {@code invalid_request} when its gas does not pay for the transaction alone, or is more, or
     *     its code longer, than the chain takes
     */
    static void requireWellFormed(ChainSettings rules, DecodedTransaction transaction) {
        long least = IntrinsicGas.of(transaction, rules.calldataFloorGas());
        if (transaction.gasLimit() < least) {
            throw invalid("has less gas than the " + least + " that the transaction alone costs");
        }
        Long most = rules.maxTransactionGas();
        if (most != null && transaction.gasLimit() > most) {
            throw invalid("has more gas than the " + most + " that one transaction may have on its chain");
        }
        if (transaction.to() == null && transaction.data().length() > rules.maxInitCodeBytes()) {
            throw invalid("deploys more than the " + rules.maxInitCodeBytes() + " bytes that its chain takes");
        }
    }

    /**
     * Passes what its chain would take now, and what it has.
     *
     * @throws ProblemException {@code invalid_request} where its nonce is used, {@code fee_too_low},
     *     {@code insufficient_funds}
     */
    void requireTakable(Chain chain, DecodedTransaction transaction) {
        Node node = chain.node();
        if (node.transactionCount(transaction.sender(), CountAt.LATEST)
                > transaction.nonce().value()) {
            if (unknown(node, transaction)) {
                throw invalid("has a nonce that its sender has used already");
            }
            return;
        }
        if (refusal(transaction, node.fees(), node.balance(transaction.sender()))
                .isEmpty()) {
            return;
        }
        // A refusal is read anew, and never told of what the node has taken already.
        Fees fees = node.fresh();
        Optional<ProblemException> refusal =
                refusal(transaction, fees, node.balance(transaction.sender(), newest(node)));
        if (refusal.isPresent() && unknown(node, transaction)) {
            throw refusal.get();
        }
    }

    private static boolean unknown(Node node, DecodedTransaction transaction) {
        List<TransactionHash> hash = List.of(transaction.hash());
        return node.transactions(hash).isEmpty() && node.receipts(hash).isEmpty();
    }

    private static BlockRef newest(Node node) {
        Block block = node.block(node.headNumber(), false);
        if (block == null) {
            throw new ChainUnavailableException("node " + node.id() + " does not have the block it calls its newest");
        }
        return block.header().ref();
    }

    private static Optional<ProblemException> refusal(DecodedTransaction transaction, Fees fees, Wei balance) {
        Wei max = transaction.fees().maxFeePerGas();
        if (fees.dynamic() && max.compareTo(fees.baseFee()) < 0) {
            return Optional.of(new ProblemException(
                    PaymentError.FEE_TOO_LOW,
                    "The next block's base fee is " + fees.baseFee() + " wei per gas; " + max + " is offered at most.",
                    List.of(),
                    null,
                    Map.of("base_fee_per_gas", fees.baseFee().toString())));
        }
        BigInteger required =
                transaction.value().value().add(max.value().multiply(BigInteger.valueOf(transaction.gasLimit())));
        return balance.value().compareTo(required) >= 0
                ? Optional.empty()
                : Optional.of(new ProblemException(
                        PaymentError.INSUFFICIENT_FUNDS,
                        "The transaction may cost " + required + " wei; its sender has " + balance + ".",
                        List.of(),
                        null,
                        Map.of("required", required.toString(), "available", balance.toString())));
    }

    private static ProblemException invalid(String why) {
        return new ProblemException(
                CommonError.INVALID_REQUEST, "Some fields are not valid", List.of(new FieldError("raw", why)));
    }
}
