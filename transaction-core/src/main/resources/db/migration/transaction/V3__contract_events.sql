-- What users watch contracts for, and the events found. Written under the lock of the chain's follower row, as the last of
-- what a block changes; a user's own request locks nothing but his subscription.

create table contract_subscription (
    id            uuid primary key,
    owner_id      uuid        not null,
    chain_id      bigint      not null,
    address       bytea       not null check (octet_length(address) = 20),
    -- As its owner wrote it; the first topic of its logs.
    event         text        not null,
    topic         bytea       not null check (octet_length(topic) = 32),
    -- The first block that counts; null only on a chain that was never followed.
    from_block    bigint check (from_block >= 0),
    -- What lies before this block is history: listed, not told.
    told_from     bigint,
    -- The first block whose logs were read for it when it came; null until the follower knows of it.
    live_from     bigint,
    -- Blocks below that are still to be read.
    backfill_next bigint,
    backfill_last bigint,
    -- The first log of the block `backfill_next` that is: a block may hold more than one transaction should write.
    backfill_index int not null default 0,
    -- How many events are kept; beyond the bound the oldest are deleted.
    recorded      bigint not null default 0,
    created_at    timestamptz not null default clock_timestamp(),
    -- Ended by its owner: its rows are deleted little by little.
    ended_at      timestamptz,
    check ((backfill_next is null) = (backfill_last is null)),
    check (backfill_next <= backfill_last)
);
create index contract_subscription_by_owner on contract_subscription (owner_id, id) where ended_at is null;
create index contract_subscription_watched on contract_subscription (chain_id, address, topic)
    where ended_at is null and live_from is not null;
create index contract_subscription_new on contract_subscription (chain_id) where ended_at is null and live_from is null;
create index contract_subscription_behind on contract_subscription (chain_id, id)
    where ended_at is null and backfill_next is not null;
create index contract_subscription_ended on contract_subscription (chain_id) where ended_at is not null;

create table contract_event (
    id               uuid primary key default uuidv7(),
    subscription_id  uuid   not null references contract_subscription (id),
    chain_id         bigint not null,
    block_number     bigint not null,
    block_hash       bytea  not null,
    log_index        int    not null,
    transaction_hash bytea  not null,
    -- By name; null where the log's data is not what the declaration says, or too large.
    args             json,
    -- Rises with each withdrawal and return.
    version          bigint not null default 1,
    -- Its block fell out of the chain.
    withdrawn_at     timestamptz,
    unique (subscription_id, block_hash, log_index)
);
create index contract_event_listed on contract_event (subscription_id, block_number, log_index)
    where withdrawn_at is null;
create index contract_event_by_block on contract_event (chain_id, block_number);
create index contract_event_withdrawn on contract_event (chain_id, block_number) where withdrawn_at is not null;
