package io.dapp.transaction.core.follow;

import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockHeader;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The follower's row and the blocks it holds. Times are the database's. */
final class FollowerStore {
    private final JdbcTemplate jdbc;
    private final JdbcClient client;

    FollowerStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
    }

    /** Takes the lease where it is free or has run out; each taking raises the epoch. */
    Optional<FollowerLease> take(ChainId chain, UUID holder, Duration lease) {
        client.sql("insert into follower (chain_id) values (?) on conflict do nothing")
                .param(chain.value())
                .update();
        // Waits for those who hold the lease of before (see holds): they end as its followers, or find that it is lost.
        client.sql("""
                        select 1 from follower
                         where chain_id = ? and (lease_until is null or lease_until < clock_timestamp()) for update
                        """).param(chain.value()).query(Integer.class).optional();
        return client.sql("""
                        update follower
                           set lease_owner = :holder, lease_epoch = lease_epoch + 1,
                               lease_until = clock_timestamp() + :lease * interval '1 ms'
                         where chain_id = :chain and (lease_until is null or lease_until < clock_timestamp())
                        returning lease_epoch
                        """)
                .param("holder", holder)
                .param("lease", lease.toMillis())
                .param("chain", chain.value())
                .query(Long.class)
                .optional()
                .map(epoch -> new FollowerLease(chain, holder, epoch));
    }

    /**
     * Prolongs the lease.
     *
     * @return whether the chain may be followed on; false: it is stopped
     * @throws LeaseLostException when another has it
     */
    boolean renew(FollowerLease lease, Duration length) {
        return client.sql("""
                        update follower
                           set lease_until = clock_timestamp() + :lease * interval '1 ms'
                         where chain_id = :chain and lease_owner = :holder and lease_epoch = :epoch
                        returning halted is null
                        """)
                .param("lease", length.toMillis())
                .param("chain", lease.chainId().value())
                .param("holder", lease.holder())
                .param("epoch", lease.epoch())
                .query(Boolean.class)
                .optional()
                .orElseThrow(() -> new LeaseLostException(lease.chainId()));
    }

    /**
     * Prolongs the lease from beside the follower's own thread, and waits for nobody: whoever holds the row writes it under
     * this lease, which prolongs it too, or takes it from this one.
     */
    void prolong(FollowerLease lease, Duration length) {
        client.sql("""
                        with free as (
                            select chain_id from follower where chain_id = :chain for no key update skip locked)
                        update follower f
                           set lease_until = clock_timestamp() + :lease * interval '1 ms'
                          from free
                         where f.chain_id = free.chain_id and f.lease_owner = :holder and f.lease_epoch = :epoch
                        """)
                .param("lease", length.toMillis())
                .param("chain", lease.chainId().value())
                .param("holder", lease.holder())
                .param("epoch", lease.epoch())
                .update();
    }

    /**
     * Whether the lease is still held and the chain runs; nobody else takes or stops it until the caller's transaction
     * ends. The holder itself goes on with blocks meanwhile: with a stronger lock, sharers that come one after another
     * keep it waiting (PostgreSQL lets them pass who waits for an exclusive one).
     */
    boolean holds(FollowerLease lease) {
        return client.sql("""
                        select 1 from follower
                         where chain_id = ? and lease_owner = ? and lease_epoch = ? and halted is null
                           and lease_until > clock_timestamp()
                           for key share
                        """)
                .param(lease.chainId().value())
                .param(lease.holder())
                .param(lease.epoch())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Gives the lease back, so that another need not wait for its end. */
    void release(FollowerLease lease) {
        client.sql("""
                        update follower set lease_owner = null, lease_until = null
                         where chain_id = ? and lease_owner = ? and lease_epoch = ?
                        """)
                .param(lease.chainId().value())
                .param(lease.holder())
                .param(lease.epoch())
                .update();
    }

    /**
     * Stops the chain until an operator's recorded command; the first reason stays.
     *
     * @return whether it ran until now
     */
    boolean halt(FollowerLease lease, String reason) {
        client.sql("select 1 from follower where chain_id = ? for update")
                .param(lease.chainId().value())
                .query(Integer.class)
                .optional();
        return client.sql("""
                        update follower set halted = ?, updated_at = clock_timestamp()
                         where chain_id = ? and lease_owner = ? and lease_epoch = ? and halted is null
                        """)
                        .param(reason)
                        .param(lease.chainId().value())
                        .param(lease.holder())
                        .param(lease.epoch())
                        .update()
                == 1;
    }

    /**
     * Lets a stopped chain go on and records who wanted it and why, in one statement.
     *
     * @return why it was stopped; empty where it is not, and nothing is recorded
     */
    Optional<String> resume(ChainId chain, String operator, String reason) {
        return client.sql("""
                        with resumed as (
                            update follower set halted = null, updated_at = clock_timestamp()
                             where chain_id = :chain and halted is not null
                            returning chain_id, old.halted as why)
                        insert into operator_command (chain_id, command, operator, reason, lifted)
                        select chain_id, 'resume-chain', :operator, :reason, why from resumed
                        returning lifted
                        """)
                .param("chain", chain.value())
                .param("operator", operator)
                .param("reason", reason)
                .query(String.class)
                .optional();
    }

    /** Empty where the chain was never followed. */
    Optional<Position> position(ChainId chain) {
        NavigableMap<Long, BlockHash> held = new TreeMap<>();
        client.sql("select number, hash from held_block where chain_id = ?")
                .param(chain.value())
                .query((row, index) -> held.put(row.getLong("number"), BlockHash.of(row.getBytes("hash"))))
                .list();
        return client.sql("""
                        select cursor_number, cursor_hash, final_number, final_hash
                          from follower where chain_id = ? and cursor_number is not null
                        """)
                .param(chain.value())
                .query((row, index) -> new Position(ref(row, "cursor"), ref(row, "final"), held))
                .optional();
    }

    private static BlockRef ref(ResultSet row, String which) throws SQLException {
        return new BlockRef(row.getLong(which + "_number"), BlockHash.of(row.getBytes(which + "_hash")));
    }

    /**
     * Begins a chain that was never followed, at a block that is final; inside the caller's transaction.
     *
     * @throws LeaseLostException when another follows it, or it has begun
     */
    void begin(FollowerLease lease, BlockHash genesis, BlockHeader first) {
        int begun = client.sql("""
                        update follower
                           set genesis_hash = :genesis, cursor_number = :number, cursor_hash = :hash,
                               final_number = :number, final_hash = :hash, updated_at = clock_timestamp()
                         where chain_id = :chain and lease_owner = :holder and lease_epoch = :epoch
                           and cursor_number is null and halted is null
                        """)
                .param("genesis", genesis.bytes())
                .param("number", first.number())
                .param("hash", first.hash().bytes())
                .param("chain", lease.chainId().value())
                .param("holder", lease.holder())
                .param("epoch", lease.epoch())
                .update();
        if (begun == 0) {
            throw new LeaseLostException(lease.chainId());
        }
        hold(lease.chainId(), List.of(first));
    }

    /**
     * Moves the cursor, as the first statement of the transaction that writes the effects: it locks the follower's row
     * and fails when the lease is another's or the row is not where the caller thinks it is.
     *
     * @return the time of the change
     * @throws LeaseLostException when nothing may be written
     */
    OffsetDateTime advance(FollowerLease lease, Duration length, BlockRef from, Position to) {
        return client.sql("""
                        update follower
                           set cursor_number = :number, cursor_hash = :hash,
                               final_number = :final_number, final_hash = :final_hash,
                               lease_until = clock_timestamp() + :lease * interval '1 ms',
                               updated_at = clock_timestamp()
                         where chain_id = :chain and lease_owner = :holder and lease_epoch = :epoch
                           and cursor_hash = :from and halted is null
                        returning updated_at
                        """)
                .param("number", to.cursor().number())
                .param("hash", to.cursor().hash().bytes())
                .param("final_number", to.lastFinal().number())
                .param("final_hash", to.lastFinal().hash().bytes())
                .param("lease", length.toMillis())
                .param("chain", lease.chainId().value())
                .param("holder", lease.holder())
                .param("epoch", lease.epoch())
                .param("from", from.hash().bytes())
                .query((row, index) -> row.getObject(1, OffsetDateTime.class))
                .optional()
                .orElseThrow(() -> new LeaseLostException(lease.chainId()));
    }

    /**
     * Locks the follower's row, as the first statement of a transaction that writes what holds as of the cursor.
     *
     * @return the time of the change
     * @throws LeaseLostException when nothing may be written
     */
    OffsetDateTime lock(FollowerLease lease, Duration length, BlockRef cursor) {
        return client.sql("""
                        update follower set lease_until = clock_timestamp() + :lease * interval '1 ms'
                         where chain_id = :chain and lease_owner = :holder and lease_epoch = :epoch
                           and cursor_hash = :cursor and halted is null
                        returning clock_timestamp()
                        """)
                .param("lease", length.toMillis())
                .param("chain", lease.chainId().value())
                .param("holder", lease.holder())
                .param("epoch", lease.epoch())
                .param("cursor", cursor.hash().bytes())
                .query((row, index) -> row.getObject(1, OffsetDateTime.class))
                .optional()
                .orElseThrow(() -> new LeaseLostException(lease.chainId()));
    }

    /** Holds these blocks above the fork instead of what was held there, and nothing below {@code lowest}. */
    void hold(ChainId chain, long fork, List<BlockHeader> blocks, long lowest) {
        client.sql("delete from held_block where chain_id = ? and (number > ? or number < ?)")
                .param(chain.value())
                .param(fork)
                .param(lowest)
                .update();
        hold(chain, blocks);
    }

    private void hold(ChainId chain, List<BlockHeader> blocks) {
        jdbc.batchUpdate(
                "insert into held_block (chain_id, number, hash, parent_hash, block_time) values (?, ?, ?, ?, ?)",
                blocks.stream().map(block -> row(chain, block)).toList());
    }

    private static Object[] row(ChainId chain, BlockHeader block) {
        return new Object[] {
            chain.value(),
            block.number(),
            block.hash().bytes(),
            block.parentHash().bytes(),
            block.timestamp().atOffset(ZoneOffset.UTC)
        };
    }

    /** Genesis and last final block; null where nothing is recorded. */
    @Nullable
    KnownBlocks known(ChainId chain) {
        return client.sql("select genesis_hash, final_number, final_hash from follower where chain_id = ?")
                .param(chain.value())
                .query((row, index) -> {
                    byte[] genesis = row.getBytes("genesis_hash");
                    byte[] last = row.getBytes("final_hash");
                    return new KnownBlocks(
                            genesis == null ? null : BlockHash.of(genesis),
                            last == null ? null : new BlockRef(row.getLong("final_number"), BlockHash.of(last)));
                })
                .optional()
                .orElse(null);
    }

    record KnownBlocks(
            @Nullable BlockHash genesis, @Nullable BlockRef lastFinal) {}
}
