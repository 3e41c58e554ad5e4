package io.dapp.transaction.core.line;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of accounts' nonce lines; all of it inside the caller's transaction. */
final class LineRows {
    /** Every payment that is not in a block up to {@code w.number}, at the most it may cost. */
    static final String RESERVED = """
            ((select coalesce(sum(max_cost), 0)
                from payment
               where chain_id = w.chain_id and sender = w.address and status = 'pending' and kind = 'custodial')
             +
             (select coalesce(sum(max_cost), 0)
                from payment
               where chain_id = w.chain_id and sender = w.address and block_number > w.number
                 and status <> 'pending' and kind = 'custodial'))
            """;

    /** Whether the follower holds block {@code w.number} {@code w.hash}. */
    static final String HELD = """
            (exists (select 1 from held_block
                      where chain_id = w.chain_id and number = w.number and hash = w.hash)
             or exists (select 1 from follower
                         where chain_id = w.chain_id and cursor_number = w.number and cursor_hash = w.hash))
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
        return !lock(List.of(account)).isEmpty();
    }

    /** Locks lines in the order of their accounts until the transaction ends; those that there are. */
    Set<AccountKey> lock(Collection<AccountKey> accounts) {
        List<AccountKey> sorted = accounts.stream().sorted().toList();
        return jdbc.sql("""
                        select a.chain_id, a.address
                          from account a
                          join unnest(?::bigint[], ?::bytea[]) as w (chain_id, address)
                            on a.chain_id = w.chain_id and a.address = w.address
                         order by a.chain_id, a.address
                           for update of a
                        """)
                .param(chains(sorted))
                .param(addresses(sorted))
                .query(LineRows::account)
                .set();
    }

    /** Locks those of the lines that nobody holds until the transaction ends. */
    Set<AccountKey> lockFree(Collection<AccountKey> accounts) {
        List<AccountKey> sorted = accounts.stream().sorted().toList();
        return jdbc.sql("""
                        select a.chain_id, a.address
                          from account a
                          join unnest(?::bigint[], ?::bytea[]) as w (chain_id, address)
                            on a.chain_id = w.chain_id and a.address = w.address
                         order by a.chain_id, a.address
                           for update of a skip locked
                        """)
                .param(chains(sorted))
                .param(addresses(sorted))
                .query(LineRows::account)
                .set();
    }

    /** Which accounts have a line, whoever holds it. */
    Set<AccountKey> begun(List<AccountKey> accounts) {
        return jdbc.sql("""
                        select a.chain_id, a.address
                          from account a
                          join unnest(?::bigint[], ?::bytea[]) as w (chain_id, address)
                            on a.chain_id = w.chain_id and a.address = w.address
                        """)
                .param(chains(accounts))
                .param(addresses(accounts))
                .query(LineRows::account)
                .set();
    }

    /** How long this transaction waits for a lock. */
    void waitAtMost(Duration time) {
        jdbc.sql("select set_config('lock_timeout', ?, true)")
                .param(time.toMillis() + "ms")
                .query(String.class)
                .single();
    }

    /** Begins a line where there is none; waits for another transaction that is beginning it. */
    boolean open(AccountKey account, Nonce start) {
        return jdbc.sql("""
                        insert into account (chain_id, address, next_nonce) values (?, ?, ?)
                        on conflict do nothing
                        """)
                        .param(account.chainId().value())
                        .param(account.address().bytes())
                        .param(start.value())
                        .update()
                == 1;
    }

    /** Takes back a line that this transaction has begun and accepts nothing on: the next one begins it anew. */
    void drop(AccountKey account) {
        jdbc.sql("delete from account where chain_id = ? and address = ?")
                .param(account.chainId().value())
                .param(account.address().bytes())
                .update();
    }

    /**
     * The lines that this transaction has locked, and what of their accounts' funds is spoken for: every payment that is
     * not in a block up to the account's view. One statement, after the lock: its snapshot holds what the last holders
     * committed.
     *
     * @return without those whose view's block the follower no longer holds
     */
    Map<AccountKey, Line> read(Map<AccountKey, FundsView> views) {
        List<AccountKey> accounts = List.copyOf(views.keySet());
        List<FundsView> blocks = accounts.stream().map(views::get).toList();
        Map<AccountKey, Map<Address, BigInteger>> tokens = reservedTokens(views);
        Map<AccountKey, Line> lines = new HashMap<>();
        jdbc.sql("""
                        select a.chain_id, a.address, a.next_nonce, a.lease_epoch, clock_timestamp() as now,
                               (a.lease_until is null or a.lease_until < clock_timestamp())
                               and (a.send_failures = 0 or a.send_at <= clock_timestamp()) as to_send,
                               %s as reserved
                          from unnest(:chains::bigint[], :addresses::bytea[], :numbers::bigint[], :hashes::bytea[])
                               as w (chain_id, address, number, hash)
                          join account a on a.chain_id = w.chain_id and a.address = w.address
                         where %s
                        """.formatted(RESERVED, HELD))
                .param("chains", chains(accounts))
                .param("addresses", addresses(accounts))
                .param(
                        "numbers",
                        blocks.stream().map(view -> view.block().number()).toArray(Long[]::new))
                .param(
                        "hashes",
                        blocks.stream().map(view -> view.block().hash().bytes()).toArray(byte[][]::new))
                .query(row -> {
                    AccountKey account = account(row, 0);
                    lines.put(account, line(row, tokens.getOrDefault(account, Map.of())));
                });
        return lines;
    }

    /** What of the tokens that the views show is spoken for by payments that are not in a block up to the view's. */
    private Map<AccountKey, Map<Address, BigInteger>> reservedTokens(Map<AccountKey, FundsView> views) {
        List<AccountKey> accounts = views.entrySet().stream()
                .filter(entry -> !entry.getValue().tokens().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        Map<AccountKey, Map<Address, BigInteger>> reserved = new HashMap<>();
        if (accounts.isEmpty()) {
            return reserved;
        }
        jdbc.sql("""
                        select w.chain_id, w.address, p.token, sum(p.amount) as reserved
                          from unnest(?::bigint[], ?::bytea[], ?::bigint[]) as w (chain_id, address, number)
                         cross join lateral (
                               select token, amount from payment
                                where chain_id = w.chain_id and sender = w.address and status = 'pending'
                                  and kind = 'custodial' and token is not null
                               union all
                               select token, amount from payment
                                where chain_id = w.chain_id and sender = w.address and block_number > w.number
                                  and status <> 'pending' and kind = 'custodial' and token is not null) p
                         group by w.chain_id, w.address, p.token
                        """)
                .param(chains(accounts))
                .param(addresses(accounts))
                .param(accounts.stream()
                        .map(account -> Objects.requireNonNull(views.get(account))
                                .block()
                                .number())
                        .toArray(Long[]::new))
                .query(row -> {
                    reserved.computeIfAbsent(account(row, 0), account -> new HashMap<>())
                            .put(
                                    Address.of(row.getBytes("token")),
                                    row.getBigDecimal("reserved").toBigIntegerExact());
                });
        return reserved;
    }

    /**
     * Moves lines on, and takes their send leases where those are free. Where one is not, its holder, or whoever sweeps
     * after him, finds the account due; a pause after a node did not take something is kept.
     */
    Map<AccountKey, SendLease> advance(Map<AccountKey, Advance> advances) {
        List<AccountKey> accounts = List.copyOf(advances.keySet());
        List<Advance> each = accounts.stream().map(advances::get).toList();
        jdbc.sql("""
                        update account a
                           set next_nonce = w.next,
                               lease_owner = case when w.take then :holder::uuid else a.lease_owner end,
                               lease_epoch = case when w.take then a.lease_epoch + 1 else a.lease_epoch end,
                               lease_until = case when w.take then clock_timestamp() + :lease * interval '1 ms'
                                                  else a.lease_until end,
                               send_at = case when w.take then clock_timestamp() + :lease * interval '1 ms'
                                              when a.send_failures > 0 then greatest(a.send_at, clock_timestamp())
                                              else clock_timestamp() end
                          from unnest(:chains::bigint[], :addresses::bytea[], :nexts::bigint[], :takes::boolean[])
                               as w (chain_id, address, next, take)
                         where a.chain_id = w.chain_id and a.address = w.address
                        """)
                .param("holder", process.id())
                .param("lease", lease.toMillis())
                .param("chains", chains(accounts))
                .param("addresses", addresses(accounts))
                .param("nexts", each.stream().map(one -> one.next().value()).toArray(Long[]::new))
                .param("takes", each.stream().map(one -> one.line().toSend()).toArray(Boolean[]::new))
                .update();
        Map<AccountKey, SendLease> taken = new HashMap<>();
        advances.forEach((account, advance) -> {
            if (advance.line().toSend()) {
                taken.put(account, new SendLease(account, advance.line().leaseEpoch() + 1));
            }
        });
        return taken;
    }

    /** Where a line was, and the nonce that it gives next. */
    record Advance(Line line, Nonce next) {}

    private static AccountKey account(ResultSet row, int index) throws SQLException {
        return new AccountKey(new ChainId(row.getLong("chain_id")), Address.of(row.getBytes("address")));
    }

    private static Line line(ResultSet row, Map<Address, BigInteger> tokens) throws SQLException {
        return new Line(
                new Nonce(row.getLong("next_nonce")),
                row.getLong("lease_epoch"),
                row.getBoolean("to_send"),
                row.getObject("reserved", BigDecimal.class).toBigIntegerExact(),
                tokens,
                row.getObject("now", OffsetDateTime.class).toInstant());
    }

    private static Long[] chains(List<AccountKey> accounts) {
        return accounts.stream().map(account -> account.chainId().value()).toArray(Long[]::new);
    }

    private static byte[][] addresses(List<AccountKey> accounts) {
        return accounts.stream().map(account -> account.address().bytes()).toArray(byte[][]::new);
    }

    /**
     * A locked line.
     *
     * @param toSend whether its lease is free and nothing is being paused for
     * @param reserved wei
     * @param reservedTokens in their base units
     * @param now the database's clock
     */
    record Line(
            Nonce next,
            long leaseEpoch,
            boolean toSend,
            BigInteger reserved,
            Map<Address, BigInteger> reservedTokens,
            Instant now) {}
}
