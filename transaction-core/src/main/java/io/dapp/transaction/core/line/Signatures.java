package io.dapp.transaction.core.line;

import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.signing.Signature;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.SignerUnavailableException;
import io.dapp.transaction.core.signing.UnsignedTransaction;
import io.dapp.transaction.core.signing.WalletKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The signatures that one allocation may use. Those of a remote key are made between two runs of its transaction, for
 * exactly the bytes that the first one lacked; they serve no other bytes and end with the allocation.
 */
final class Signatures {
    private final Signer signer;
    private final Map<Bytes, Signature> made = new HashMap<>();
    private final Set<Bytes> missing = new LinkedHashSet<>();
    private @Nullable WalletKey remote;
    private @Nullable SignerUnavailableException failure;

    Signatures(Signer signer) {
        this.signer = signer;
    }

    /** A run of the transaction begins: it says anew what it lacks. */
    void begin() {
        missing.clear();
    }

    /**
     * The signature of a transaction; empty where a remote one must be made first, outside.
     *
     * @throws SignerUnavailableException when the key cannot be used now
     */
    Optional<Signature> of(UnsignedTransaction unsigned, WalletKey key) {
        byte[] digest = unsigned.digest();
        if (!key.remote()) {
            return Optional.of(signer.sign(key, List.of(digest)).getFirst());
        }
        Bytes name = new Bytes(digest);
        Signature signature = made.get(name);
        if (signature == null) {
            if (failure != null) {
                throw failure;
            }
            remote = key;
            missing.add(name);
        }
        return Optional.ofNullable(signature);
    }

    /** Makes what the last run lacked. When that fails, the next run refuses whoever needs it. */
    void make() {
        List<Bytes> names = new ArrayList<>(missing);
        if (remote == null || names.isEmpty()) {
            return;
        }
        try {
            List<Signature> signatures =
                    signer.sign(remote, names.stream().map(Bytes::value).toList());
            for (int i = 0; i < names.size(); i++) {
                made.put(names.get(i), signatures.get(i));
            }
        } catch (SignerUnavailableException e) {
            failure = e;
        }
    }
}
