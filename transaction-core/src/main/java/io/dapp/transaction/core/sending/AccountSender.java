package io.dapp.transaction.core.sending;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;

/** Sends accounts' payments; all of it in the background, bounded, and at most once at a time for an account. */
public interface AccountSender {
    /**
     * Starts sending for the accounts of a chain whose time has come and whose lease is free or has run out.
     *
     * @return how many were started
     */
    int sweep(ChainId chainId);

    /** Starts sending for an account, now; does nothing where another holds its lease. Never blocks, never throws. */
    void kick(ChainId chainId, Address account);
}
