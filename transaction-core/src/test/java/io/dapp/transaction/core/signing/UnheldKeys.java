package io.dapp.transaction.core.signing;

import io.dapp.chain.Address;
import io.dapp.transaction.core.Bytes;
import java.util.Arrays;
import java.util.List;

/** Signs with nothing: bytes that differ where what is signed differs, for simulations that no node checks. */
public final class UnheldKeys implements Signer {
    @Override
    public List<Signature> sign(WalletKey key, List<byte[]> digests) {
        return digests.stream()
                .map(digest -> new Signature(Arrays.copyOf(digest, 64), 0))
                .toList();
    }

    @Override
    public WalletKey create() {
        return new WalletKey.Encrypted(
                Address.parse("0x00000000000000000000000000000000000000cc"), "none", Bytes.EMPTY, Bytes.EMPTY);
    }
}
