-- Times are this server's clock. Lock order everywhere: the owner's line, then the resource.

-- Each owner's change number: every change of theirs takes the next one under this row's lock, so that numbers become
-- visible in their order and a reader that asks "since n" skips none.
create table owner_line (
    owner_id      uuid primary key,
    change_number bigint not null check (change_number > 0)
) with (fillfactor = 50);

create table resource (
    id            uuid primary key,
    owner_id      uuid        not null references owner_line (owner_id),
    type          text        not null check (char_length(type) between 1 and 64),
    name          text        not null check (char_length(name) between 1 and 200),
    -- As the owner wrote it: json, not jsonb, whose numbers can take far more room than their text.
    data          json        not null,
    tags          text[]      not null check (cardinality(tags) <= 20),
    visibility    text        not null check (visibility in ('private', 'public')),
    version       bigint      not null check (version > 0),
    change_number bigint      not null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    words         tsvector    not null generated always as (to_tsvector('simple', name)) stored,
    constraint one_change_one_resource unique (owner_id, change_number)
) with (fillfactor = 80);
create index resource_by_owner on resource (owner_id, created_at, id);
create index resource_public on resource (created_at, id) where visibility = 'public';
create index resource_by_type on resource (type, created_at, id);
create index resource_by_tag on resource using gin (tags);
create index resource_by_words on resource using gin (words);

-- What remains of a deleted resource: enough to tell its owner's other devices.
create table deleted_resource (
    id            uuid primary key,
    owner_id      uuid        not null references owner_line (owner_id),
    version       bigint      not null,
    change_number bigint      not null,
    deleted_at    timestamptz not null,
    constraint one_change_one_deletion unique (owner_id, change_number)
);

create table idempotency_key (
    owner_id     uuid        not null,
    -- Method and path, for instance 'POST /api/resources'.
    operation    text        not null,
    key          text        not null,
    -- SHA-256 of the body in its canonical form (RFC 8785).
    request_hash bytea       not null,
    status       int         not null,
    answer       json        not null,
    created_at   timestamptz not null default clock_timestamp(),
    primary key (owner_id, operation, key)
);

-- Timeline, audit trail and outbox in one (shape shared by all services, see docs/architecture.md).
create table event (
    id           bigint generated always as identity primary key,
    event_id     uuid        not null default uuidv7(),
    topic        text        not null,
    key          text        not null,
    type         text        not null,
    version      bigint,
    owner_id     uuid,
    data         json        not null,
    traceparent  text,
    created_at   timestamptz not null default clock_timestamp(),
    published_at timestamptz
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01);
create index event_unpublished on event (id) where published_at is null;
create index event_by_key on event (topic, key, id) where topic <> 'chain';

create table relay_lease (
    name  text primary key,
    owner uuid,
    epoch bigint not null default 0,
    until timestamptz
);
