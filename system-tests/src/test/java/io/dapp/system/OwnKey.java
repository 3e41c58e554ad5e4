package io.dapp.system;

import io.dapp.system.platform.Platform;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Locale;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/** A wallet that is its owner's own: the platform never sees its key. */
final class OwnKey {
    private static final BigInteger TEN_ETHER = BigInteger.TEN.pow(19);
    private static final BigInteger TIP = BigInteger.TEN.pow(9);
    private static final BigInteger MAX_FEE = TIP.multiply(BigInteger.valueOf(100));
    private static final long CHAIN = 31_337;

    private final Platform platform;
    private final Credentials credentials =
            Credentials.create(ECKeyPair.create(new BigInteger(248, new SecureRandom()).add(BigInteger.ONE)));

    private OwnKey(Platform platform) {
        this.platform = platform;
    }

    /** One with 10 ETH. */
    static OwnKey funded(Platform platform) {
        OwnKey key = new OwnKey(platform);
        platform.chain().node().fund(key.address(), TEN_ETHER);
        return key;
    }

    /** In lower case. */
    String address() {
        return credentials.getAddress().toLowerCase(Locale.ROOT);
    }

    /** A signed transfer. */
    String signs(long nonce, String to, long wei) {
        return signs(CHAIN, nonce, to, wei, MAX_FEE);
    }

    String signs(long chain, long nonce, String to, long wei, BigInteger maxFee) {
        return Numeric.toHexString(TransactionEncoder.signMessage(
                RawTransaction.createEtherTransaction(
                        chain,
                        BigInteger.valueOf(nonce),
                        BigInteger.valueOf(21_000),
                        to,
                        BigInteger.valueOf(wei),
                        TIP.min(maxFee),
                        maxFee),
                credentials));
    }

    /** Gives it to the node, past the platform. */
    void sends(String raw) {
        platform.chain().node().rpc().call("eth_sendRawTransaction", raw);
    }

    static String hash(String raw) {
        return Hash.sha3(raw);
    }
}
