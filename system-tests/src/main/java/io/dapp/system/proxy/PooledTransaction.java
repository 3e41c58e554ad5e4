package io.dapp.system.proxy;

import java.math.BigInteger;
import java.security.SignatureException;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.crypto.transaction.type.Transaction1559;

/** A signed transaction as a pool looks at it. */
record PooledTransaction(
        String raw,
        String hash,
        String sender,
        long nonce,
        BigInteger maxFee,
        BigInteger maxPriorityFee,
        BigInteger cost) {

    static PooledTransaction decode(String raw) {
        if (!(TransactionDecoder.decode(raw) instanceof SignedRawTransaction signed)) {
            throw new IllegalArgumentException("not a signed transaction");
        }
        BigInteger maxFee;
        BigInteger priority;
        if (signed.getTransaction() instanceof Transaction1559 dynamic) {
            maxFee = dynamic.getMaxFeePerGas();
            priority = dynamic.getMaxPriorityFeePerGas();
        } else {
            maxFee = signed.getGasPrice();
            priority = maxFee;
        }
        BigInteger cost = signed.getValue().add(maxFee.multiply(signed.getGasLimit()));
        return new PooledTransaction(
                raw, Hash.sha3(raw), sender(signed), signed.getNonce().longValueExact(), maxFee, priority, cost);
    }

    /** Geth's price bump: 10 % on both fees. */
    boolean mayReplace(PooledTransaction old) {
        return atLeastTenPercentMore(maxFee, old.maxFee) && atLeastTenPercentMore(maxPriorityFee, old.maxPriorityFee);
    }

    private static boolean atLeastTenPercentMore(BigInteger bid, BigInteger old) {
        BigInteger threshold = old.multiply(BigInteger.valueOf(110)).divide(BigInteger.valueOf(100));
        return bid.compareTo(old) > 0 && bid.compareTo(threshold) >= 0;
    }

    private static String sender(SignedRawTransaction signed) {
        try {
            return "0x" + Keys.getAddress(Sign.signedMessageToKey(signedBytes(signed), plain(signed)));
        } catch (SignatureException e) {
            throw new IllegalArgumentException("not signed by anybody", e);
        }
    }

    private static byte[] signedBytes(SignedRawTransaction signed) {
        if (signed.getTransaction() instanceof Transaction1559) {
            return TransactionEncoder.encode(signed);
        }
        return signed.getEncodedTransaction(chainId(signed));
    }

    private static long chainId(SignedRawTransaction signed) {
        return (new BigInteger(1, signed.getSignatureData().getV()).longValueExact() - 35) / 2;
    }

    // Recovery wants v as 27 or 28, whatever the type of the transaction writes.
    private static Sign.SignatureData plain(SignedRawTransaction signed) {
        Sign.SignatureData given = signed.getSignatureData();
        BigInteger v = new BigInteger(1, given.getV());
        int parity = v.compareTo(BigInteger.valueOf(35)) >= 0
                ? (v.testBit(0) ? 0 : 1)
                : v.compareTo(BigInteger.valueOf(27)) >= 0 ? v.intValueExact() - 27 : v.intValueExact();
        return new Sign.SignatureData((byte) (27 + parity), given.getR(), given.getS());
    }
}
