package io.dapp.system.node;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/** An account of one test, that signs plain transfers. */
final class TestSender {
    static final BigInteger GWEI = BigInteger.TEN.pow(9);
    static final BigInteger ETHER = BigInteger.TEN.pow(18);
    private static final String RECIPIENT = "0x00000000000000000000000000000000000abcde";
    private static final long CHAIN_ID = 31_337;

    private final Credentials credentials =
            Credentials.create(ECKeyPair.create(new BigInteger(248, new SecureRandom()).add(BigInteger.ONE)));

    String address() {
        return credentials.getAddress();
    }

    String transfer(long nonce) {
        return transfer(nonce, GWEI.multiply(BigInteger.valueOf(100)), GWEI);
    }

    String transfer(long nonce, BigInteger maxFee, BigInteger tip) {
        return transfer(nonce, maxFee, tip, BigInteger.ONE, 21_000);
    }

    String transfer(long nonce, BigInteger maxFee, BigInteger tip, BigInteger value, long gas) {
        RawTransaction transaction = RawTransaction.createEtherTransaction(
                CHAIN_ID, BigInteger.valueOf(nonce), BigInteger.valueOf(gas), RECIPIENT, value, tip, maxFee);
        return Numeric.toHexString(TransactionEncoder.signMessage(transaction, credentials));
    }
}
