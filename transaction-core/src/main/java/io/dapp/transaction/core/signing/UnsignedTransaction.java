package io.dapp.transaction.core.signing;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.Nonce;
import io.dapp.chain.TransactionHash;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Hash;

/**
 * A transaction before its signature; its bytes are those of EIP-1559 or, with a gas price, of EIP-155.
 *
 * @param to null: a deployment
 */
public record UnsignedTransaction(
        ChainId chainId,
        Nonce nonce,
        OfferedFees fees,
        long gasLimit,
        @Nullable Address to,
        Wei value,
        Bytes data) {
    private static final byte[] NO_ADDRESS = {};

    /** What is signed. */
    public byte[] digest() {
        return switch (fees) {
            case OfferedFees.Dynamic dynamic ->
                Hash.sha3(typed(dynamicFields(dynamic).list()));
            case OfferedFees.GasPrice legacy ->
                Hash.sha3(
                        legacyFields(legacy).add(chainId.value()).add(0).add(0).list());
        };
    }

    /** The bytes a node is given, and their hash. */
    public SignedTransaction with(Signature signature) {
        byte[] raw = switch (fees) {
            case OfferedFees.Dynamic dynamic ->
                typed(dynamicFields(dynamic)
                        .add(signature.recoveryId())
                        .addUnsigned(signature.r())
                        .addUnsigned(signature.s())
                        .list());
            case OfferedFees.GasPrice legacy ->
                legacyFields(legacy)
                        .add(BigInteger.valueOf(chainId.value())
                                .shiftLeft(1)
                                .add(BigInteger.valueOf(35 + signature.recoveryId())))
                        .addUnsigned(signature.r())
                        .addUnsigned(signature.s())
                        .list();
        };
        return new SignedTransaction(TransactionHash.of(Hash.sha3(raw)), new Bytes(raw));
    }

    private Rlp dynamicFields(OfferedFees.Dynamic dynamic) {
        return new Rlp()
                .add(chainId.value())
                .add(nonce.value())
                .add(dynamic.maxPriorityFeePerGas().value())
                .add(dynamic.maxFeePerGas().value())
                .add(gasLimit)
                .add(to == null ? NO_ADDRESS : to.bytes())
                .add(value.value())
                .add(data.value())
                .addEmptyList();
    }

    private Rlp legacyFields(OfferedFees.GasPrice legacy) {
        return new Rlp()
                .add(nonce.value())
                .add(legacy.price().value())
                .add(gasLimit)
                .add(to == null ? NO_ADDRESS : to.bytes())
                .add(value.value())
                .add(data.value());
    }

    private static byte[] typed(byte[] list) {
        byte[] typed = new byte[list.length + 1];
        typed[0] = 2;
        System.arraycopy(list, 0, typed, 1, list.length);
        return typed;
    }
}
