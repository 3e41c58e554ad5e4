package io.dapp.transaction.core.signing;

import io.dapp.chain.Address;
import io.dapp.transaction.core.KeyedPermits;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/**
 * Signs by keys that AWS KMS has made and never gives away. KMS knows neither Ethereum's recovery id nor its lower half
 * of s: both are found here, against the wallet's address, so that no other key's signature gets any further.
 */
final class KmsSigner implements Signer, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KmsSigner.class);

    private final KmsClient client;
    private final BoundedCalls calls;
    private final BoundedCalls creations;
    private final KeyedPermits<String> wallets;

    KmsSigner(KmsClient client, KmsSettings settings) {
        this.client = client;
        this.calls = new BoundedCalls(settings.concurrentCalls(), settings.within());
        this.creations = new BoundedCalls(settings.concurrentCreations(), settings.within());
        this.wallets = new KeyedPermits<>(settings.concurrentCallsPerWallet());
    }

    @Override
    public List<Signature> sign(WalletKey key, List<byte[]> digests) {
        if (!(key instanceof WalletKey.Kms kms)) {
            throw new SignerUnavailableException("the key of " + key.address() + " is not in KMS", null);
        }
        List<Callable<Signature>> all = new ArrayList<>(digests.size());
        for (byte[] digest : digests) {
            all.add(() -> sign(kms, digest));
        }
        return wallets.with(kms.keyId(), permits -> calls.all(all, permits));
    }

    private Signature sign(WalletKey.Kms key, byte[] digest) {
        byte[] der = client.sign(request -> request.keyId(key.keyId())
                        .message(SdkBytes.fromByteArray(digest))
                        .messageType(MessageType.DIGEST)
                        .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256))
                .signature()
                .asByteArray();
        DerEncodings.Scalars scalars = DerEncodings.signature(der);
        return Curve.signature(scalars.r(), scalars.s(), digest, key.address())
                .orElseThrow(() -> new SignerUnavailableException(
                        "KMS key " + key.keyId() + " does not sign for " + key.address(), null));
    }

    @Override
    public WalletKey.Kms create() {
        return create(UUID.randomUUID());
    }

    @Override
    public WalletKey.Kms create(UUID intent) {
        return creations
                .all(List.<Callable<WalletKey.Kms>>of(() -> createKey(intent)), new Semaphore(1))
                .getFirst();
    }

    /** A key without a wallet is never deleted: whether its wallet was recorded may not be known. */
    private WalletKey.Kms createKey(UUID intent) {
        String id = client.createKey(request -> request.keySpec(KeySpec.ECC_SECG_P256_K1)
                        .keyUsage(KeyUsageType.SIGN_VERIFY)
                        .description("dapp wallet " + intent))
                .keyMetadata()
                .arn();
        log.info("made KMS key {} for a new wallet, intent {}", id, intent);
        Address address = DerEncodings.address(
                client.getPublicKey(request -> request.keyId(id)).publicKey().asByteArray());
        return new WalletKey.Kms(address, id);
    }

    @Override
    public void close() {
        calls.close();
        creations.close();
        client.close();
    }
}
