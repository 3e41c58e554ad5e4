package io.dapp.transaction.core.record;

import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads where each chain's follower stands. */
public final class FollowerCursors {
    private final JdbcClient jdbc;

    public FollowerCursors(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty where the chain was never followed. */
    public Optional<FollowerCursor> read(ChainId chainId) {
        return jdbc.sql("""
                        select cursor_number, cursor_hash, halted
                          from follower
                         where chain_id = ? and cursor_number is not null
                        """)
                .param(chainId.value())
                .query((row, index) -> new FollowerCursor(
                        new BlockRef(row.getLong("cursor_number"), BlockHash.of(row.getBytes("cursor_hash"))),
                        row.getString("halted")))
                .optional();
    }

    /** The block at the cursor; empty where the chain was never followed. */
    public Optional<FollowedHead> head(ChainId chainId) {
        return jdbc.sql("""
                        select h.number, h.hash, h.parent_hash, h.block_time
                          from follower f
                          join held_block h on h.chain_id = f.chain_id and h.number = f.cursor_number
                         where f.chain_id = ?
                        """)
                .param(chainId.value())
                .query((row, index) -> new FollowedHead(
                        new BlockRef(row.getLong("number"), BlockHash.of(row.getBytes("hash"))),
                        BlockHash.of(row.getBytes("parent_hash")),
                        row.getObject("block_time", OffsetDateTime.class).toInstant()))
                .optional();
    }
}
