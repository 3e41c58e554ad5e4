-- What every schema that writes events has, identically.
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
