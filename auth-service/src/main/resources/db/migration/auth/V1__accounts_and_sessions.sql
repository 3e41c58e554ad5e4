-- Times of accounts and sessions are the service's clock, those of events this server's.
-- Lock order everywhere: account, then sessions by id.

create table account (
    id            uuid primary key,
    -- Normalised; two spellings of one address are one account.
    email         text        not null,
    display_name  text,
    locale        text        not null,
    role          text        not null check (role in ('user', 'admin')),
    -- As argon2id encodes it, parameters and salt included.
    password_hash text        not null,
    verified_at   timestamptz,
    version       bigint      not null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    constraint one_account_per_email unique (email)
);

create table session (
    id               uuid primary key,
    account_id       uuid        not null references account (id),
    -- Rises when the session is opened and when it is ended; what Redis holds carries it.
    version          bigint      not null,
    -- The version that Redis is known to hold; below `version` it has still to be written.
    copied_version   bigint      not null,
    -- Number of the newest refresh token; the token itself is derived from it and kept nowhere.
    counter          bigint      not null check (counter >= 1),
    rotated_at       timestamptz not null,
    authenticated_at timestamptz not null,
    device           text,
    address          text,
    created_at       timestamptz not null,
    -- When it runs out unless it is refreshed before, and when it runs out come what may.
    expires_at       timestamptz not null,
    final_expires_at timestamptz not null,
    ended_at         timestamptz,
    end_reason       text check (end_reason in ('logout', 'ended_by_user', 'refresh_reused', 'too_many', 'not_given')),
    check ((ended_at is null) = (end_reason is null))
) with (fillfactor = 70);
create index session_by_account on session (account_id, created_at, id) where ended_at is null;
create index session_to_copy on session (id) where copied_version < version;
create index session_to_forget on session (coalesce(ended_at, expires_at));

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
