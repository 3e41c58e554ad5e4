package io.dapp.transaction.core.follow;

import io.dapp.chain.ChainId;
import java.io.Serial;

/** Another follows the chain now, or the chain was stopped: nothing was written. */
final class LeaseLostException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    LeaseLostException(ChainId chain) {
        super("the lease to follow chain " + chain + " is another's", null, false, false);
    }
}
