-- What each user is told, in order. Times are this server's clock.
-- Lock order everywhere: streams by user_id; everything else of a user is written under his stream's row lock.

-- A user's stream: offsets are dense, trimmed_offset + 1 .. top_offset are kept. Another epoch is another stream.
create table stream (
    user_id        uuid primary key,
    epoch          text   not null default substr(replace(gen_random_uuid()::text, '-', ''), 1, 8) check (epoch <> ''),
    top_offset     bigint not null default 0,
    trimmed_offset bigint not null default 0,
    check (0 <= trimmed_offset and trimmed_offset <= top_offset)
) with (fillfactor = 50);

-- Every record (a payment) that was ever told about: whose it is, the newest version known (what is not above it is
-- dropped) and the top of its own channel. Outlives its notifications: it answers who may watch the record.
create table known_record (
    id         uuid primary key,
    owner_id   uuid   not null references stream (user_id),
    version    bigint not null,
    top_offset bigint not null
) with (fillfactor = 70);

create table notification (
    user_id       uuid        not null,
    user_offset   bigint      not null check (user_offset >= 1),
    record_id     uuid        not null,
    -- Where it stands in the record's own channel; that channel has its owner's epoch.
    record_offset bigint      not null check (record_offset >= 1),
    version       bigint      not null,
    event_id      uuid        not null,
    type          text        not null,
    -- {id, type, timestamp, data} exactly as it is pushed.
    envelope      text        not null,
    stored_at     timestamptz not null default clock_timestamp(),
    primary key (user_id, user_offset),
    constraint one_notification_per_version unique (record_id, version)
);
create index notification_by_age on notification (stored_at);
