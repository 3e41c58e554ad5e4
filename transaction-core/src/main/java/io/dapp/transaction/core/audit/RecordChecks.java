package io.dapp.transaction.core.audit;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the record alone can tell, one statement each: a statement sees one moment, so that nothing under way is mistaken. */
final class RecordChecks {
    private static final String PAGE = """
            with page as (select * from payment
                           where id > :after and id <= :last and chain_id = :chain)
            """;

    private final JdbcClient jdbc;
    private final AuditSettings settings;

    RecordChecks(JdbcClient jdbc, AuditSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** The last id of the next page; null: there is none. */
    @Nullable
    UUID next(long chain, UUID after) {
        return jdbc.sql("""
                        select max(id::text)::uuid from (
                            select id from payment where id > ? and chain_id = ? order by id limit ?) p
                        """)
                .param(after)
                .param(chain)
                .param(settings.pageSize())
                .query((row, index) -> row.getObject(1, UUID.class))
                .list()
                .getFirst();
    }

    long size(long chain, UUID after, UUID last) {
        return jdbc.sql(PAGE + "select count(*) from page")
                .param("after", after)
                .param("last", last)
                .param("chain", chain)
                .query(Long.class)
                .single();
    }

    void page(long chain, UUID after, UUID last, AuditReport report) {
        long size = size(chain, after, last);
        report.looked(Check.NONCES, size);
        report.looked(Check.VERSIONS, size);
        onPage(chain, after, last, Check.NONCES, report, """
                select p.id::text, 'nonce ' || p.nonce || ' is also of ' || o.id
                  from page p
                  join payment o on o.chain_id = p.chain_id and o.sender = p.sender and o.nonce = p.nonce
                                and o.kind = 'custodial' and o.id <> p.id
                 where p.kind = 'custodial'
                union all
                select p.id::text, 'nonce ' || p.nonce || ' is not below its line''s next, '
                                   || coalesce(a.next_nonce::text, 'which has none')
                  from page p
                  left join account a on a.chain_id = p.chain_id and a.address = p.sender
                 where p.kind = 'custodial' and (a.next_nonce is null or p.nonce >= a.next_nonce)
                """);
        onPage(chain, after, last, Check.VERSIONS, report, """
                select p.id::text, 'has version ' || p.version || ' and events ' || coalesce(e.versions, 'none')
                  from page p
                  cross join lateral (select count(*) as events, min(version) as first, max(version) as last,
                                             string_agg(version::text, ',' order by id) as versions
                                        from event where topic = 'transactions' and key = p.id::text) e
                 where e.events <> p.version or e.first <> 1 or e.last <> p.version
                union all
                select p.id::text, 'is ' || p.status || ', and was last told as ' || coalesce(e.status, 'nothing')
                  from page p
                  cross join lateral (select data ->> 'status' as status from event
                                       where topic = 'transactions' and key = p.id::text
                                       order by id desc limit 1) e
                 where e.status is distinct from p.status
                """);
    }

    private void onPage(long chain, UUID after, UUID last, Check check, AuditReport report, String sql) {
        jdbc.sql(PAGE + sql)
                .param("after", after)
                .param("last", last)
                .param("chain", chain)
                .query(row -> {
                    report.found(check, row.getString(1), row.getString(2));
                });
    }

    /** What is not about single payments. */
    void whole(long chain, AuditReport report) {
        report.looked(Check.UNPUBLISHED, 1);
        jdbc.sql("""
                        select count(*), min(created_at) from event
                         where published_at is null and created_at < clock_timestamp() - ? * interval '1 ms'
                        """).param(settings.publishedWithin().toMillis()).query(row -> {
            if (row.getLong(1) > 0) {
                report.found(Check.UNPUBLISHED, row.getLong(1) + " events", "the oldest is of " + row.getString(2));
            }
        });
        report.looked(Check.STUCK, count("select count(*) from account where chain_id = ?", chain));
        each(Check.STUCK, chain, report, """
                select distinct '0x' || encode(p.sender, 'hex'), 'has something pending, and no time to send it'
                  from payment p join account a on a.chain_id = p.chain_id and a.address = p.sender
                 where p.chain_id = ? and p.status = 'pending' and p.kind = 'custodial' and a.send_at is null
                """);
        report.looked(Check.BLOCKS, count("select count(*) from held_block where chain_id = ?", chain));
        each(Check.BLOCKS, chain, report, """
                select 'block ' || h.number, 'does not join the block below it'
                  from held_block h
                  join held_block b on b.chain_id = h.chain_id and b.number = h.number - 1
                 where h.chain_id = ? and h.parent_hash <> b.hash
                union all
                select 'cursor ' || f.cursor_number, 'is no held block, or a block below it is missing'
                  from follower f
                 where f.chain_id = ? and f.cursor_number is not null
                   and (select count(*) from held_block h
                         where h.chain_id = f.chain_id and h.number between f.final_number and f.cursor_number
                           and (h.number <> f.cursor_number or h.hash = f.cursor_hash)
                           and (h.number <> f.final_number or h.hash = f.final_hash))
                       <> f.cursor_number - f.final_number + 1
                """);
    }

    private long count(String sql, long chain) {
        return jdbc.sql(sql).param(chain).query(Long.class).single();
    }

    private void each(Check check, long chain, AuditReport report, String sql) {
        JdbcClient.StatementSpec statement = jdbc.sql(sql).param(chain);
        if (sql.indexOf('?') != sql.lastIndexOf('?')) {
            statement = statement.param(chain);
        }
        statement.query(row -> {
            report.found(check, row.getString(1), row.getString(2));
        });
    }

    private record KeyName(String owner, String operation, String key) {}

    /** All kept answers, in the order of their keys. */
    void keys(AuditReport report) {
        KeyName after = new KeyName("00000000-0000-0000-0000-000000000000", "", "");
        while (true) {
            List<KeyName> page = jdbc.sql("""
                            select owner_id::text, operation, key from idempotency_key
                             where (owner_id, operation, key) > (?::uuid, ?, ?)
                             order by owner_id, operation, key limit ?
                            """)
                    .param(after.owner())
                    .param(after.operation())
                    .param(after.key())
                    .param(settings.pageSize())
                    .query((row, index) -> new KeyName(row.getString(1), row.getString(2), row.getString(3)))
                    .list();
            if (page.isEmpty()) {
                return;
            }
            KeyName last = page.getLast();
            report.looked(Check.KEYS, page.size());
            jdbc.sql("""
                            select k.answer ->> 'transaction_id', k.operation from idempotency_key k
                             where (k.owner_id, k.operation, k.key) > (?::uuid, ?, ?)
                               and (k.owner_id, k.operation, k.key) <= (?::uuid, ?, ?)
                               and k.status = 202 and k.answer ->> 'transaction_id' is not null
                               and not exists (select from payment where id = (k.answer ->> 'transaction_id')::uuid)
                            """)
                    .param(after.owner())
                    .param(after.operation())
                    .param(after.key())
                    .param(last.owner())
                    .param(last.operation())
                    .param(last.key())
                    .query(row -> {
                        report.found(
                                Check.KEYS,
                                row.getString(1),
                                "was answered to " + row.getString(2) + " and is not there");
                    });
            after = last;
        }
    }
}
