package io.dapp.transaction.core.wallet;

import io.dapp.chain.Address;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.signing.WalletKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A wallet's key as the columns of its row. */
final class WalletKeyColumns {
    private static final String LOCAL = "local";
    private static final String KMS = "kms";

    private WalletKeyColumns() {}

    /** By the parameters' names; what the kind of signer does not have is null. */
    static Map<String, @Nullable Object> of(WalletKey key) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("master", null);
        columns.put("iv", null);
        columns.put("ciphertext", null);
        columns.put("kms", null);
        switch (key) {
            case WalletKey.Encrypted encrypted -> {
                columns.put("signer", LOCAL);
                columns.put("master", encrypted.masterKeyId());
                columns.put("iv", encrypted.iv().value());
                columns.put("ciphertext", encrypted.ciphertext().value());
            }
            case WalletKey.Kms kms -> {
                columns.put("signer", KMS);
                columns.put("kms", kms.keyId());
            }
        }
        return columns;
    }

    static WalletKey read(ResultSet row, Address address) throws SQLException {
        return switch (row.getString("signer")) {
            case LOCAL ->
                new WalletKey.Encrypted(
                        address,
                        row.getString("master_key_id"),
                        new Bytes(row.getBytes("key_iv")),
                        new Bytes(row.getBytes("key_ciphertext")));
            case KMS -> new WalletKey.Kms(address, row.getString("kms_key_id"));
            case String other -> throw new IllegalStateException("no signer " + other);
        };
    }
}
