-- Amounts are wei, hashes and addresses are raw bytes, times are this server's clock.
-- Lock order everywhere: follower, accounts by (chain_id, address), idempotency keys sorted, payments by id, attempts.
-- A lock is a statement of its own; what depends on it is read by a later one, whose snapshot then holds what the last
-- holder committed. Submissions and senders read follower and held_block without a lock. Taking a lease always raises
-- its epoch.

create table wallet (
    address        bytea primary key check (octet_length(address) = 20),
    owner_id       uuid        not null,
    name           text,
    -- AES-256-GCM under the master key `master_key_id`, bound to the address as associated data.
    master_key_id  text        not null,
    key_iv         bytea       not null,
    key_ciphertext bytea       not null,
    created_at     timestamptz not null default clock_timestamp()
);
create index wallet_by_owner on wallet (owner_id, created_at, address);

-- One nonce line per chain and account, and the lease of whoever sends it.
create table account (
    chain_id      bigint not null,
    address       bytea  not null check (octet_length(address) = 20),
    next_nonce    bigint not null check (next_nonce >= 0),
    lease_owner   uuid,
    lease_epoch   bigint not null default 0,
    lease_until   timestamptz,
    -- When to go on sending; null only while no payment of the line is pending.
    send_at       timestamptz,
    send_failures int    not null default 0,
    -- The node that holds the window; another one gets the whole window again.
    send_node     text,
    -- The lowest pending nonce and since when it is the lowest: what decides that a payment is overdue.
    lowest_nonce  bigint,
    lowest_since  timestamptz,
    primary key (chain_id, address),
    check (lease_owner is null or (lease_until is not null and send_at is not null))
) with (fillfactor = 50);
create index account_to_send on account (send_at) where send_at is not null;

create table payment (
    id            uuid primary key,
    -- custodial: signed here, on the account's nonce line. raw, tracked: outside it, may share a nonce or a hash.
    kind          text           not null default 'custodial' check (kind in ('custodial', 'raw', 'tracked')),
    owner_id      uuid           not null,
    chain_id      bigint         not null,
    sender        bytea,
    recipient     bytea,
    -- In the base unit of `token`, or wei; `native_value` is the wei that the transaction itself carries.
    amount        numeric(78, 0) check (amount >= 0),
    token         bytea,
    native_value  numeric(78, 0) check (native_value >= 0),
    data          bytea,
    gas_limit     bigint,
    nonce         bigint check (nonce >= 0),
    -- native_value + gas_limit * the highest max fee of any attempt: what admission counts until it is mined.
    max_cost      numeric(78, 0),
    valid_until   timestamptz,
    -- The caller's own highest fee per gas, beyond which no attempt goes.
    fee_limit     numeric(78, 0),
    status        text           not null check (status in ('pending', 'confirmed', 'finalized', 'failed')),
    outcome       text check (outcome in ('success', 'reverted')),
    reason        text,
    revert_reason text,
    version       bigint         not null,
    -- The mined attempt's hash, else the newest attempt's.
    hash          bytea          not null,
    block_number  bigint,
    block_hash    bytea,
    gas_used      bigint,
    effective_gas_price numeric(78, 0),
    -- The block in which something else used the nonce: `replaced` once that block is final.
    nonce_taken_number bigint,
    nonce_taken_hash   bytea,
    metadata      json,
    created_at    timestamptz    not null,
    updated_at    timestamptz    not null,
    check ((block_number is null) = (block_hash is null)),
    check (status <> 'failed' or reason is not null),
    check (status not in ('confirmed', 'finalized') or (block_number is not null and outcome is not null)),
    check (kind <> 'custodial' or (sender is not null and amount is not null and native_value is not null
        and gas_limit is not null and nonce is not null and max_cost is not null))
) with (fillfactor = 70);
create unique index one_nonce_one_payment on payment (chain_id, sender, nonce) where kind = 'custodial';
create index payment_by_owner on payment (owner_id, id);
create index payment_pending on payment (chain_id, sender, nonce) include (max_cost)
    where status = 'pending' and kind = 'custodial';
create index payment_unfinal_by_nonce on payment (chain_id, sender, nonce) where status in ('pending', 'confirmed');
create index payment_confirmed on payment (chain_id, block_number) where status = 'confirmed';
create index payment_nonce_taken on payment (chain_id, nonce_taken_number)
    where status = 'pending' and nonce_taken_number is not null;
-- What admission sums, and what a reorg looks for.
create index payment_in_block on payment (chain_id, sender, block_number) where block_number is not null;

-- Every signed form of a payment, kept before a byte of it is sent.
create table attempt (
    payment_id               uuid           not null references payment (id),
    ordinal                  int            not null check (ordinal >= 1),
    chain_id                 bigint         not null,
    kind                     text           not null check (kind in ('send', 'speed_up', 'cancel')),
    hash                     bytea          not null check (octet_length(hash) = 32),
    raw                      bytea,
    max_fee_per_gas          numeric(78, 0),
    max_priority_fee_per_gas numeric(78, 0),
    created_at               timestamptz    not null,
    -- First and latest time a node was given it; the node that took it, null when it has to be sent (again).
    sent_at                  timestamptz,
    acknowledged_at          timestamptz,
    acknowledged_by          text,
    -- What the node said last, where it was not plain acceptance ('nonce_too_low', 'later: ...').
    last_answer              text,
    primary key (payment_id, ordinal)
) with (fillfactor = 70);
-- Not unique: two users may track the same hash.
create index attempt_by_hash on attempt (hash, chain_id);

create table idempotency_key (
    owner_id     uuid        not null,
    -- Method and path, for instance 'POST /api/wallets'.
    operation    text        not null,
    key          text        not null,
    -- SHA-256 of the body in its canonical form (RFC 8785).
    request_hash bytea       not null,
    -- Null only between the insert that claims the key and the end of the same transaction.
    status       int,
    answer       json,
    created_at   timestamptz not null default clock_timestamp(),
    primary key (owner_id, operation, key)
);

-- One follower per chain; the epoch fences whoever held the lease before.
create table follower (
    chain_id      bigint primary key,
    lease_owner   uuid,
    lease_epoch   bigint not null default 0,
    lease_until   timestamptz,
    genesis_hash  bytea,
    cursor_number bigint,
    cursor_hash   bytea,
    final_number  bigint,
    final_hash    bytea,
    -- Why the chain is stopped until an operator's recorded command; null: it runs.
    halted        text,
    updated_at    timestamptz not null default clock_timestamp(),
    check ((cursor_number is null) = (cursor_hash is null)),
    check ((final_number is null) = (final_hash is null)),
    check (final_number <= cursor_number)
);

-- What operators decided, and why: the record of each command that let something go on.
create table operator_command (
    id       bigint generated always as identity primary key,
    chain_id bigint      not null,
    command  text        not null,
    operator text        not null,
    reason   text        not null check (reason <> ''),
    -- Why it had been stopped.
    lifted   text        not null,
    at       timestamptz not null default clock_timestamp()
);

-- The chain as the follower holds it: from some way below the last final block (admission checks against these) to the
-- cursor.
create table held_block (
    chain_id    bigint not null,
    number      bigint not null,
    hash        bytea  not null,
    parent_hash bytea  not null,
    block_time  timestamptz not null,
    primary key (chain_id, number)
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
-- Told heads are deleted after a while.
create index event_of_chains on event (id) where topic = 'chain';
create index event_by_key on event (topic, key, id) where topic <> 'chain';

create table relay_lease (
    name  text primary key,
    owner uuid,
    epoch bigint not null default 0,
    until timestamptz
);
