-- Reports that users asked for. A report's row is locked by nothing else and locks nothing else.

create table report (
    id          uuid primary key,
    owner_id    uuid        not null,
    -- What was created from here on and before.
    from_time   timestamptz not null,
    to_time     timestamptz not null,
    status      text        not null check (status in ('pending', 'ready', 'failed')),
    reason      text,
    -- Whoever makes it; each taking raises the epoch, which names his file and fences whoever had it before.
    lease_epoch int         not null default 0,
    lease_until timestamptz,
    created_at  timestamptz not null default clock_timestamp(),
    expires_at  timestamptz not null,
    check (status <> 'failed' or reason is not null)
);
create index report_by_owner on report (owner_id);
create index report_pending on report (created_at) where status = 'pending';
create index report_by_end on report (expires_at);
