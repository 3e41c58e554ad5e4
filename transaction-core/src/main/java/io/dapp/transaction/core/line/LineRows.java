package io.dapp.transaction.core.line;

import io.dapp.chain.Nonce;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.ProcessIdentity;
import io.dapp.transaction.core.sending.SendLease;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The row of an account's nonce line; all of it inside the caller's transaction. */
final class LineRows {
    /** Every payment that is not in a block up to {@code :number}, at the most it may cost. */
    static final String RESERVED = """
            ((select coalesce(sum(max_cost), 0)
                from payment
               where chain_id = :chain and sender = :address and status = 'pending' and kind = 'custodial')
             +
             (select coalesce(sum(max_cost), 0)
                from payment
               where chain_id = :chain and sender = :address and block_number > :number
                 and status <> 'pending' and kind = 'custodial'))
            """;

    /** Whether the follower holds block {@code :number} {@code :hash}. */
    static final String HELD = """
            (exists (select 1 from held_block where chain_id = :chain and number = :number and hash = :hash)
             or exists (select 1 from follower
                         where chain_id = :chain and cursor_number = :number and cursor_hash = :hash))
            """;

    private final JdbcClient jdbc;
    private final ProcessIdentity process;
    private final Duration lease;

    LineRows(JdbcClient jdbc, ProcessIdentity process, Duration lease) {
        this.jdbc = jdbc;
        this.process = process;
        this.lease = lease;
    }

    /** Locks the line until the transaction ends; false when the account has none. */
    boolean lock(AccountKey account) {
        return jdbc.sql("select 1 from account where chain_id = ? and address = ? for update")
                .param(account.chainId().value())
                .param(account.address().bytes())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Begins a line where there is none; waits for another transaction that is beginning it. */
    void open(AccountKey account, Nonce start) {
        jdbc.sql("""
                        insert into account (chain_id, address, next_nonce) values (?, ?, ?)
                        on conflict do nothing
                        """)
                .param(account.chainId().value())
                .param(account.address().bytes())
                .param(start.value())
                .update();
    }

    /**
     * The line that this transaction has locked, and what of the account's funds is spoken for: every payment that is not
     * in a block up to the view's. One statement, after the lock: its snapshot holds what the last holder committed.
     *
     * @return empty when the follower no longer holds the view's block
     */
    Optional<Line> read(AccountKey account, FundsView view) {
        return jdbc.sql("""
                        select a.next_nonce, a.lease_epoch, clock_timestamp() as now,
                               (a.lease_until is null or a.lease_until < clock_timestamp())
                               and (a.send_failures = 0 or a.send_at <= clock_timestamp()) as to_send,
                               %s as reserved
                          from account a
                         where a.chain_id = :chain and a.address = :address
                           and %s
                        """.formatted(RESERVED, HELD))
                .param("chain", account.chainId().value())
                .param("address", account.address().bytes())
                .param("number", view.block().number())
                .param("hash", view.block().hash().bytes())
                .query(LineRows::line)
                .optional();
    }

    /**
     * Moves the line on, and takes its send lease where that is free. Where it is not, its holder, or whoever sweeps
     * after him, finds the account due; a pause after a node did not take something is kept.
     */
    Optional<SendLease> advance(AccountKey account, Line line, Nonce next) {
        jdbc.sql("""
                        update account
                           set next_nonce = :next,
                               lease_owner = case when :take then :holder::uuid else lease_owner end,
                               lease_epoch = case when :take then lease_epoch + 1 else lease_epoch end,
                               lease_until = case when :take then clock_timestamp() + :lease * interval '1 ms'
                                                  else lease_until end,
                               send_at = case when :take then clock_timestamp() + :lease * interval '1 ms'
                                              when send_failures > 0 then greatest(send_at, clock_timestamp())
                                              else clock_timestamp() end
                         where chain_id = :chain and address = :address
                        """)
                .param("next", next.value())
                .param("take", line.toSend())
                .param("holder", process.id())
                .param("lease", lease.toMillis())
                .param("chain", account.chainId().value())
                .param("address", account.address().bytes())
                .update();
        return line.toSend() ? Optional.of(new SendLease(account, line.leaseEpoch() + 1)) : Optional.empty();
    }

    private static Line line(ResultSet row, int index) throws SQLException {
        return new Line(
                new Nonce(row.getLong("next_nonce")),
                row.getLong("lease_epoch"),
                row.getBoolean("to_send"),
                row.getObject("reserved", BigDecimal.class).toBigIntegerExact(),
                row.getObject("now", OffsetDateTime.class).toInstant());
    }

    /**
     * A locked line.
     *
     * @param toSend whether its lease is free and nothing is being paused for
     * @param reserved wei
     * @param now the database's clock
     */
    record Line(Nonce next, long leaseEpoch, boolean toSend, BigInteger reserved, Instant now) {}
}
