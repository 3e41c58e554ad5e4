package io.dapp.transaction.core.signing;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives each wallet the signer that its row names, and new wallets the default one. */
final class Signers implements Signer, AutoCloseable {
    private final LocalSigner local;
    private final @Nullable KmsSigner kms;
    private final SigningSettings.Kind byDefault;

    /**
     * Signs by these.
     *
     * @param kms null: not configured; wallets whose key is there cannot sign
     */
    Signers(LocalSigner local, @Nullable KmsSigner kms, SigningSettings.Kind byDefault) {
        this.local = local;
        this.kms = kms;
        this.byDefault = byDefault;
    }

    @Override
    public List<Signature> sign(WalletKey key, List<byte[]> digests) {
        return switch (key) {
            case WalletKey.Encrypted encrypted -> local.sign(encrypted, digests);
            case WalletKey.Kms remote -> kms().sign(remote, digests);
        };
    }

    @Override
    public WalletKey create() {
        return switch (byDefault) {
            case LOCAL -> local.create();
            case KMS -> kms().create();
        };
    }

    @Override
    public WalletKey create(UUID intent) {
        return switch (byDefault) {
            case LOCAL -> local.create();
            case KMS -> kms().create(intent);
        };
    }

    @Override
    public boolean createsRemotely() {
        return byDefault == SigningSettings.Kind.KMS;
    }

    private KmsSigner kms() {
        if (kms == null) {
            throw new SignerUnavailableException("KMS is not configured here (dapp.signing.kms.region)", null);
        }
        return kms;
    }

    @Override
    public void close() {
        if (kms != null) {
            kms.close();
        }
    }
}
