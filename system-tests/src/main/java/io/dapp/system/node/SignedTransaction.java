package io.dapp.system.node;

import java.math.BigInteger;
import java.security.SignatureException;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.transaction.type.Transaction1559;

/**
 * What a raw transaction says.
 *
 * @param from the sender in lower case, recovered from the signature
 * @param maxFeePerGas wei; a legacy transaction's gas price
 * @param maxPriorityFeePerGas wei; a legacy transaction's gas price
 */
public record SignedTransaction(
        String raw,
        String hash,
        String from,
        long nonce,
        BigInteger value,
        BigInteger gasLimit,
        BigInteger maxFeePerGas,
        BigInteger maxPriorityFeePerGas,
        String data,
        boolean createsContract) {

    /**
     * What a node was given.
     *
     * @throws IllegalArgumentException when the bytes are no signed transaction
     */
    public static SignedTransaction decode(String raw) {
        try {
            RawTransaction decoded = TransactionDecoder.decode(raw);
            if (!(decoded instanceof SignedRawTransaction signed)) {
                throw new IllegalArgumentException("transaction is not signed");
            }
            BigInteger maxFee = decoded.getTransaction() instanceof Transaction1559 dynamic
                    ? dynamic.getMaxFeePerGas()
                    : decoded.getGasPrice();
            BigInteger tip = decoded.getTransaction() instanceof Transaction1559 dynamic
                    ? dynamic.getMaxPriorityFeePerGas()
                    : maxFee;
            return new SignedTransaction(
                    raw,
                    Hash.sha3(raw),
                    signed.getFrom(),
                    decoded.getNonce().longValueExact(),
                    decoded.getValue(),
                    decoded.getGasLimit(),
                    maxFee,
                    tip,
                    decoded.getData(),
                    decoded.getTo() == null || decoded.getTo().equals("0x"));
        } catch (SignatureException | RuntimeException e) {
            throw new IllegalArgumentException("no transaction: " + raw, e);
        }
    }

    /** The most it can take from its sender: value and gas at the fee cap. */
    BigInteger cost() {
        return value.add(gasLimit.multiply(maxFeePerGas));
    }
}
