package io.dapp.transaction.core.wallet;

import io.dapp.chain.Address;
import io.dapp.transaction.core.signing.WalletKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The stored wallets. A wallet is looked up with its owner, so that nobody finds somebody else's. */
public final class WalletStore {
    private static final String COLUMNS = """
            select address, owner_id, name, signer, master_key_id, key_iv, key_ciphertext, kms_key_id, created_at
              from wallet
            """;

    private final JdbcClient jdbc;

    public WalletStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Wallet insert(UUID ownerId, @Nullable String name, WalletKey key) {
        Instant createdAt = jdbc.sql("""
                        with made as (
                            insert into wallet (address, owner_id, name, signer, master_key_id, key_iv, key_ciphertext,
                                                kms_key_id)
                            values (:address, :owner, :name, :signer, :master, :iv, :ciphertext, :kms)
                            returning address, created_at),
                        limited as (insert into wallet_policy (wallet) select address from made)
                        select created_at from made
                        """)
                .param("address", key.address().bytes())
                .param("owner", ownerId)
                .param("name", name)
                .params(WalletKeyColumns.of(key))
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        return new Wallet(ownerId, name, key, createdAt);
    }

    /**
     * How many the user has, and keys that were, or may have been, made for him within {@code lately} without a wallet;
     * until the caller's transaction ends no other adds to them.
     */
    public int count(UUID ownerId, Duration lately) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('wallet ' || ?, 0))")
                .param(ownerId.toString())
                .query((row, index) -> true)
                .single();
        return jdbc.sql("""
                        select (select count(*) from wallet where owner_id = :owner)
                             + (select count(*) from key_intent
                                 where owner_id = :owner
                                   and begun_at > clock_timestamp() - :lately * interval '1 ms')
                        """)
                .param("owner", ownerId)
                .param("lately", lately.toMillis())
                .query(Integer.class)
                .single();
    }

    public Optional<Wallet> find(UUID ownerId, Address address) {
        return jdbc.sql(COLUMNS + "where address = ? and owner_id = ?")
                .param(address.bytes())
                .param(ownerId)
                .query(WalletStore::read)
                .optional();
    }

    /** Oldest first, at most {@code limit}, those after {@code after} where given. */
    public List<Wallet> list(UUID ownerId, @Nullable Address after, int limit) {
        return jdbc.sql(COLUMNS + """
                        where owner_id = :owner
                          and (:after::bytea is null or (created_at, address) >
                               (select created_at, address from wallet where address = :after::bytea and owner_id = :owner))
                        order by created_at, address
                        limit :limit
                        """)
                .param("owner", ownerId)
                .param("after", after == null ? null : after.bytes())
                .param("limit", limit)
                .query(WalletStore::read)
                .list();
    }

    private static Wallet read(ResultSet row, int index) throws SQLException {
        Address address = Address.of(row.getBytes("address"));
        return new Wallet(
                row.getObject("owner_id", UUID.class),
                row.getString("name"),
                WalletKeyColumns.read(row, address),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
