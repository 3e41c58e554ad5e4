package io.dapp.transaction.core.signing;

import io.dapp.chain.Address;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The master keys of this deployment: all open wallets' keys, the current one encrypts. */
final class MasterKeys {
    private final @Nullable MasterKey current;
    private final Map<String, MasterKey> known = new HashMap<>();

    /**
     * Opens by all of these.
     *
     * @param current null: nothing new is encrypted
     */
    MasterKeys(@Nullable MasterKey current, List<MasterKey> others) {
        this.current = current;
        if (current != null) {
            known.put(current.id(), current);
        }
        for (MasterKey other : others) {
            if (known.put(other.id(), other) != null) {
                throw new IllegalArgumentException("two master keys are named " + other.id());
            }
        }
    }

    String currentId() {
        return current().id();
    }

    WalletKey.Encrypted wrap(Address address, byte[] privateKey) {
        return current().wrap(address, privateKey);
    }

    private MasterKey current() {
        if (current == null) {
            throw new SignerUnavailableException("dapp.signing.master-key is not set", null);
        }
        return current;
    }

    /**
     * Opens a key for one use, and overwrites it after.
     *
     * @throws SignerUnavailableException when it does not open
     */
    <T> T open(WalletKey.Encrypted wrapped, Function<byte[], T> use) {
        byte[] privateKey = unwrap(wrapped);
        try {
            return use.apply(privateKey);
        } finally {
            Arrays.fill(privateKey, (byte) 0);
        }
    }

    private byte[] unwrap(WalletKey.Encrypted wrapped) {
        MasterKey master = known.get(wrapped.masterKeyId());
        if (master == null) {
            throw new SignerUnavailableException("no master key " + wrapped.masterKeyId(), null);
        }
        return master.unwrap(wrapped);
    }
}
