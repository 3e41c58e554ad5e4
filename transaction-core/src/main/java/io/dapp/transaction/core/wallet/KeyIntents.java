package io.dapp.transaction.core.wallet;

import io.dapp.chain.Address;
import io.dapp.transaction.core.signing.WalletKey;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keys that are made elsewhere for wallets not recorded yet. A key is a wallet's or an intent's, never both and never
 * neither: the one goes in the transaction that brings the other.
 */
public final class KeyIntents {
    private final JdbcClient jdbc;

    public KeyIntents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Notes that a key is about to be made. */
    public void begin(UUID id, UUID ownerId) {
        jdbc.sql("insert into key_intent (id, owner_id) values (?, ?)")
                .param(id)
                .param(ownerId)
                .update();
    }

    /** Notes the key that was made; nobody else takes it for so long as {@link #takeSpare} is told. */
    public void made(UUID id, WalletKey.Kms key) {
        jdbc.sql("update key_intent set kms_key_id = ?, address = ?, begun_at = clock_timestamp() where id = ?")
                .param(key.keyId())
                .param(key.address().bytes())
                .param(id)
                .update();
    }

    /** Ends it with its wallet; false where its key was taken for another one. */
    public boolean take(UUID id) {
        return jdbc.sql("delete from key_intent where id = ?").param(id).update() == 1;
    }

    /** Takes a key whose wallet was not recorded for {@code untouched}. */
    public Optional<WalletKey> takeSpare(Duration untouched) {
        return jdbc.sql("""
                        delete from key_intent
                         where id = (select id from key_intent
                                      where kms_key_id is not null
                                        and begun_at < clock_timestamp() - ? * interval '1 ms'
                                      order by begun_at
                                      limit 1 for update skip locked)
                        returning address, kms_key_id
                        """)
                .param(untouched.toMillis())
                .query((row, index) ->
                        (WalletKey) new WalletKey.Kms(Address.of(row.getBytes("address")), row.getString("kms_key_id")))
                .optional();
    }
}
