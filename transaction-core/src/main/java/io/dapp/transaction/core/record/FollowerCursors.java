package io.dapp.transaction.core.record;

import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
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
}
