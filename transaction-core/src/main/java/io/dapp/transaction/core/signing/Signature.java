package io.dapp.transaction.core.signing;

import java.util.Arrays;

/** A low-s ECDSA signature over secp256k1 (EIP-2): r and s of 32 bytes each, and which of two keys it recovers to. */
public final class Signature {
    private final byte[] compact;
    private final int recoveryId;

    Signature(byte[] compact, int recoveryId) {
        if (compact.length != 64 || recoveryId < 0 || recoveryId > 1) {
            throw new IllegalArgumentException("a signature has 64 bytes and a recovery id of 0 or 1");
        }
        this.compact = compact.clone();
        this.recoveryId = recoveryId;
    }

    byte[] r() {
        return Arrays.copyOfRange(compact, 0, 32);
    }

    byte[] s() {
        return Arrays.copyOfRange(compact, 32, 64);
    }

    int recoveryId() {
        return recoveryId;
    }
}
