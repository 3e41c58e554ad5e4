package io.dapp.transaction.core.wallet;

import io.dapp.chain.Address;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.signing.KeyRewrapper;
import io.dapp.transaction.core.signing.SignerUnavailableException;
import io.dapp.transaction.core.signing.WalletKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Encrypts the wallets' keys that are under another master key under the current one, some wallets a transaction. What is
 * left to do is in the wallets themselves, so that it goes on after any end; payments go on beside it.
 */
public final class MasterKeyRotation {
    private static final Logger log = LoggerFactory.getLogger(MasterKeyRotation.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final KeyRewrapper keys;
    private final int batch;

    /**
     * Rotates to the rewrapper's master key.
     *
     * @param batch wallets in one transaction
     */
    public MasterKeyRotation(JdbcClient jdbc, TransactionTemplate transaction, KeyRewrapper keys, int batch) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.keys = keys;
        this.batch = batch;
    }

    /**
     * What one run has done.
     *
     * @param rewrapped wallets whose keys it has encrypted anew
     * @param failed wallets whose keys did not open; they stay as they are
     * @param left wallets under any other master key at its end: not before it is 0 may those be removed
     */
    public record Done(long rewrapped, long failed, long left) {}

    private record Batch(int rewrapped, int failed, Address last) {}

    /** Goes through all wallets once, and records that it did. */
    public Done run(String operator) {
        long id = jdbc.sql("insert into master_key_rotation (master_key_id, operator) values (?, ?) returning id")
                .param(keys.masterKeyId())
                .param(operator)
                .query(Long.class)
                .single();
        long rewrapped = 0;
        long failed = 0;
        Optional<Batch> done = next(id, new byte[0]);
        while (done.isPresent()) {
            rewrapped += done.get().rewrapped();
            failed += done.get().failed();
            log.info("{} wallets are under master key {} now, {} failed", rewrapped, keys.masterKeyId(), failed);
            done = next(id, done.get().last().bytes());
        }
        return new Done(rewrapped, failed, end(id));
    }

    private Optional<Batch> next(long id, byte[] after) {
        return Objects.requireNonNull(transaction.execute(status -> {
            List<WalletKey.Encrypted> found = lock(after);
            if (found.isEmpty()) {
                return Optional.<Batch>empty();
            }
            int rewrapped = 0;
            for (WalletKey.Encrypted wrapped : found) {
                rewrapped += rewrap(wrapped) ? 1 : 0;
            }
            int failed = found.size() - rewrapped;
            jdbc.sql("update master_key_rotation set rewrapped = rewrapped + ?, failed = failed + ? where id = ?")
                    .param(rewrapped)
                    .param(failed)
                    .param(id)
                    .update();
            return Optional.of(new Batch(rewrapped, failed, found.getLast().address()));
        }));
    }

    /** Another run's rows are waited for, and are no longer among these then. */
    private List<WalletKey.Encrypted> lock(byte[] after) {
        return jdbc.sql("""
                        select address, master_key_id, key_iv, key_ciphertext
                          from wallet
                         where master_key_id <> :current and address > :after
                         order by address
                         limit :batch
                           for no key update
                        """)
                .param("current", keys.masterKeyId())
                .param("after", after)
                .param("batch", batch)
                .query((row, index) -> new WalletKey.Encrypted(
                        Address.of(row.getBytes("address")),
                        row.getString("master_key_id"),
                        new Bytes(row.getBytes("key_iv")),
                        new Bytes(row.getBytes("key_ciphertext"))))
                .list();
    }

    private boolean rewrap(WalletKey.Encrypted wrapped) {
        try {
            WalletKey.Encrypted fresh = keys.rewrap(wrapped);
            jdbc.sql("update wallet set master_key_id = ?, key_iv = ?, key_ciphertext = ? where address = ?")
                    .param(fresh.masterKeyId())
                    .param(fresh.iv().value())
                    .param(fresh.ciphertext().value())
                    .param(fresh.address().bytes())
                    .update();
            return true;
        } catch (SignerUnavailableException e) {
            log.warn(
                    "wallet {} stays under master key {}: {}",
                    wrapped.address(),
                    wrapped.masterKeyId(),
                    e.getMessage());
            return false;
        }
    }

    private long end(long id) {
        return jdbc.sql("""
                        update master_key_rotation
                           set finished_at = clock_timestamp(),
                               left_over = (select count(*) from wallet where master_key_id <> :current)
                         where id = :id
                        returning left_over
                        """)
                .param("current", keys.masterKeyId())
                .param("id", id)
                .query(Long.class)
                .single();
    }
}
