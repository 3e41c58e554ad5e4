package io.dapp.transaction.core.contract;

import io.dapp.chain.Address;
import io.dapp.chain.BlockHash;
import io.dapp.chain.ChainId;
import io.dapp.chain.LogTopic;
import io.dapp.chain.TransactionHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Users' subscriptions and what was found for them. Everything is looked up with its owner. */
public final class ContractSubscriptions {
    private static final String COLUMNS =
            "id, owner_id, chain_id, address, event, from_block, backfill_next, created_at";

    private final JdbcClient jdbc;

    public ContractSubscriptions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What is to be watched; without a block: what comes from now on. */
    public record Wish(
            UUID id,
            UUID ownerId,
            ChainId chainId,
            Address address,
            String event,
            LogTopic topic,
            @Nullable Long fromBlock) {}

    /** How many the user has; until the caller's transaction ends no other changes that. */
    public int count(UUID ownerId) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('contract_subscription ' || ?, 0))")
                .param(ownerId.toString())
                .query((row, index) -> true)
                .single();
        return jdbc.sql("select count(*) from contract_subscription where owner_id = ? and ended_at is null")
                .param(ownerId)
                .query(Integer.class)
                .single();
    }

    /** Blocks above the recorded cursor count as not yet come: whoever acts after the answer is seen. */
    public ContractSubscription insert(Wish wish) {
        return jdbc.sql("""
                        insert into contract_subscription (id, owner_id, chain_id, address, event, topic, from_block, told_from)
                        select :id, :owner, :chain, :address, :event, :topic, coalesce(:from::bigint, next), next
                          from (select (select cursor_number + 1 from follower where chain_id = :chain) as next) as cursor
                        returning\s""" + COLUMNS)
                .param("id", wish.id())
                .param("owner", wish.ownerId())
                .param("chain", wish.chainId().value())
                .param("address", wish.address().bytes())
                .param("event", wish.event())
                .param("topic", wish.topic().bytes())
                .param("from", wish.fromBlock())
                .query(ContractSubscriptions::read)
                .single();
    }

    public Optional<ContractSubscription> find(UUID ownerId, UUID id) {
        return jdbc.sql("select " + COLUMNS
                        + " from contract_subscription where id = ? and owner_id = ? and ended_at is null")
                .param(id)
                .param(ownerId)
                .query(ContractSubscriptions::read)
                .optional();
    }

    /** Oldest first, at most {@code limit}, those after {@code after} where given. */
    public List<ContractSubscription> list(UUID ownerId, @Nullable UUID after, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                         from contract_subscription
                        where owner_id = :owner and ended_at is null and (:after::uuid is null or id > :after::uuid)
                        order by id
                        limit :limit
                        """)
                .param("owner", ownerId)
                .param("after", after)
                .param("limit", limit)
                .query(ContractSubscriptions::read)
                .list();
    }

    /** Ends it; false where the user has no such. */
    public boolean end(UUID ownerId, UUID id) {
        return jdbc.sql("""
                        update contract_subscription set ended_at = clock_timestamp()
                         where id = ? and owner_id = ? and ended_at is null
                        """).param(id).param(ownerId).update() == 1;
    }

    /** Where an event stands in its subscription. */
    public record Place(long blockNumber, int logIndex) {
        public static Place of(ContractEvent event) {
            return new Place(event.blockNumber(), event.logIndex());
        }

        /**
         * Reads what {@link #toString} wrote.
         *
         * @throws IllegalArgumentException when it is something else
         */
        public static Place parse(String text) {
            int colon = text.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("no place");
            }
            return new Place(Long.parseLong(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
        }

        @Override
        public String toString() {
            return blockNumber + ":" + logIndex;
        }
    }

    /** What the chain holds of it, in the chain's order; at most {@code limit}, those after {@code after} where given. */
    public List<ContractEvent> events(UUID subscription, @Nullable Place after, int limit) {
        return jdbc.sql("""
                        select block_number, block_hash, log_index, transaction_hash, args
                          from contract_event
                         where subscription_id = :subscription and withdrawn_at is null
                           and (block_number, log_index) > (:block, :index)
                         order by block_number, log_index
                         limit :limit
                        """)
                .param("subscription", subscription)
                .param("block", after == null ? -1L : after.blockNumber())
                .param("index", after == null ? -1 : after.logIndex())
                .param("limit", limit)
                .query((row, index) -> new ContractEvent(
                        row.getLong("block_number"),
                        BlockHash.of(row.getBytes("block_hash")),
                        row.getInt("log_index"),
                        TransactionHash.of(row.getBytes("transaction_hash")),
                        row.getString("args")))
                .list();
    }

    private static ContractSubscription read(ResultSet row, int index) throws SQLException {
        return new ContractSubscription(
                row.getObject("id", UUID.class),
                row.getObject("owner_id", UUID.class),
                new ChainId(row.getLong("chain_id")),
                Address.of(row.getBytes("address")),
                row.getString("event"),
                row.getObject("from_block", Long.class),
                row.getObject("backfill_next", Long.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
