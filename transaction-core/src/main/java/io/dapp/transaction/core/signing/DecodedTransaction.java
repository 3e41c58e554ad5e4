package io.dapp.transaction.core.signing;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.Nonce;
import io.dapp.chain.TransactionHash;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a signed transaction says.
 *
 * @param type 0 (EIP-155), 1 (EIP-2930), 2 (EIP-1559) or 4 (EIP-7702)
 * @param to null: a deployment
 * @param sender whose key signed it
 * @param accessed what its access list names (EIP-2930)
 * @param authorizations of a type 4 transaction; else none
 */
public record DecodedTransaction(
        int type,
        ChainId chainId,
        Nonce nonce,
        OfferedFees fees,
        long gasLimit,
        @Nullable Address to,
        Wei value,
        Bytes data,
        TransactionHash hash,
        Address sender,
        Accessed accessed,
        List<Authorization> authorizations) {

    /** How much an access list names. */
    public record Accessed(int addresses, int keys) {
        /** Nothing. */
        public static final Accessed NOTHING = new Accessed(0, 0);
    }

    /**
     * An account's word that a contract's code may act for it (EIP-7702).
     *
     * @param chainId 0: any chain
     * @param authority whose word it is, and whose nonce it uses; null when nobody signed it, so that it does nothing
     */
    public record Authorization(
            BigInteger chainId,
            Address delegate,
            BigInteger nonce,
            @Nullable Address authority) {}
}
