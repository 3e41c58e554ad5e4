package io.dapp.system.platform;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.web3j.crypto.AuthorizationTuple;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/** The key of a custodial wallet in other hands, opened with the platform's master key. */
public final class StolenKey {
    private static final long CHAIN_ID = 31_337;
    private static final int TAG_BITS = 128;
    private static final BigInteger GWEI = BigInteger.TEN.pow(9);
    private static final BigInteger ETHER = BigInteger.TEN.pow(18);

    private final Platform platform;
    private final ECKeyPair key;

    private StolenKey(Platform platform, ECKeyPair key) {
        this.platform = platform;
        this.key = key;
    }

    public static StolenKey of(Platform platform, String wallet) {
        List<String> row = platform.records().encryptedKey(wallet);
        HexFormat hex = HexFormat.of();
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(Base64.getDecoder().decode(Environment.masterKey()), "AES"),
                    new GCMParameterSpec(TAG_BITS, hex.parseHex(row.get(0))));
            cipher.updateAAD(hex.parseHex(wallet.substring(2)));
            return new StolenKey(platform, ECKeyPair.create(cipher.doFinal(hex.parseHex(row.get(1)))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of " + wallet + " does not open", e);
        }
    }

    /**
     * Gives the node a transaction of somebody else's that carries this key's EIP-7702 authorisation: it uses a nonce of
     * the wallet without any transaction from it.
     */
    public void delegates(long nonce, String code) {
        Credentials payer =
                Credentials.create(ECKeyPair.create(key.getPrivateKey().shiftRight(1)));
        platform.chain().node().fund(payer.getAddress(), ETHER);
        RawTransaction transaction = RawTransaction.createTransaction(
                CHAIN_ID,
                BigInteger.ZERO,
                GWEI,
                GWEI.multiply(BigInteger.valueOf(100)),
                BigInteger.valueOf(200_000),
                platform.stranger(),
                BigInteger.ZERO,
                "",
                List.of(),
                List.of(AuthorizationTuple.from(CHAIN_ID, code, BigInteger.valueOf(nonce), key)));
        platform.chain()
                .node()
                .rpc()
                .call(
                        "eth_sendRawTransaction",
                        Numeric.toHexString(TransactionEncoder.signMessage(transaction, payer)));
    }
}
