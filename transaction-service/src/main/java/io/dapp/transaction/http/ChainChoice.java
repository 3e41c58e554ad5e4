package io.dapp.transaction.http;

import io.dapp.chain.Chain;
import io.dapp.chain.ChainId;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Chains;
import io.dapp.chain.UnknownChainException;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The chain that a request is about. */
@Component
public final class ChainChoice {
    private static final Logger log = LoggerFactory.getLogger(ChainChoice.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Chains chains;

    ChainChoice(Chains chains) {
        this.chains = chains;
    }

    /**
     * The chain of this id, the default one without.
     *
     * @throws ProblemException {@code invalid_request} when there is none
     */
    public Chain choose(@Nullable ChainId id) {
        if (id == null) {
            return chains.first();
        }
        try {
            return chains.require(id);
        } catch (UnknownChainException e) {
            throw new ProblemException(
                    CommonError.INVALID_REQUEST,
                    "Some fields are not valid",
                    List.of(new FieldError("chain_id", "is not one of this platform's chains")));
        }
    }

    /**
     * Asks a chain's nodes.
     *
     * @throws ProblemException {@code chain_unavailable} when none answers
     */
    public static <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (ChainUnavailableException e) {
            throw unavailable(e);
        }
    }

    static ProblemException unavailable(ChainUnavailableException why) {
        log.debug("a chain is not available", why);
        return new ProblemException(
                PaymentError.CHAIN_UNAVAILABLE, "No node of this chain can be used now.", RETRY_AFTER);
    }
}
