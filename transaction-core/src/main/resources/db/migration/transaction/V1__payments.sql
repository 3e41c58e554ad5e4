-- Amounts are wei, hashes and addresses are raw bytes, times are this server's clock.
-- Lock order everywhere: follower, accounts by (chain_id, address), idempotency keys sorted, payments by id.

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
    -- When to go on sending; null: nothing is sendable.
    send_at       timestamptz,
    send_failures int    not null default 0,
    primary key (chain_id, address)
) with (fillfactor = 50);
create index account_to_send on account (send_at) where send_at is not null;

create table payment (
    id            uuid primary key,
    owner_id      uuid           not null,
    chain_id      bigint         not null,
    sender        bytea          not null,
    recipient     bytea,
    amount        numeric(78, 0) not null check (amount >= 0),
    data          bytea,
    gas_limit     bigint         not null,
    nonce         bigint         not null check (nonce >= 0),
    -- amount + gas_limit * the highest max fee of any attempt: what admission counts until it is mined.
    max_cost      numeric(78, 0) not null,
    status        text           not null check (status in ('pending', 'confirmed', 'finalized', 'failed')),
    outcome       text check (outcome in ('success', 'reverted')),
    reason        text,
    revert_reason text,
    version       bigint         not null,
    -- The mined attempt's hash, else the newest attempt's.
    hash          bytea          not null,
    block_number  bigint,
    block_hash    bytea,
    metadata      json,
    created_at    timestamptz    not null,
    updated_at    timestamptz    not null,
    check ((block_number is null) = (block_hash is null)),
    check (status <> 'failed' or reason is not null),
    check (status not in ('confirmed', 'finalized') or (block_number is not null and outcome is not null)),
    constraint one_nonce_one_payment unique (chain_id, sender, nonce)
) with (fillfactor = 70);
create index payment_by_owner on payment (owner_id, id);
create index payment_pending on payment (chain_id, sender, nonce) where status = 'pending';
create index payment_confirmed on payment (chain_id, block_number) where status = 'confirmed';
-- What admission sums, and what a reorg looks for.
create index payment_in_block on payment (chain_id, sender, block_number) where block_number is not null;

-- Every signed form of a payment, kept before a byte of it is sent.
create table attempt (
    payment_id               uuid           not null references payment (id),
    ordinal                  int            not null check (ordinal >= 1),
    chain_id                 bigint         not null,
    kind                     text           not null check (kind in ('send', 'speed_up', 'cancel')),
    hash                     bytea          not null check (octet_length(hash) = 32),
    raw                      bytea          not null,
    max_fee_per_gas          numeric(78, 0) not null,
    max_priority_fee_per_gas numeric(78, 0) not null,
    created_at               timestamptz    not null,
    -- First and latest time a node was given it; the node that took it, null when it has to be sent (again).
    sent_at                  timestamptz,
    acknowledged_at          timestamptz,
    acknowledged_by          text,
    primary key (payment_id, ordinal)
) with (fillfactor = 70);
create unique index attempt_by_hash on attempt (hash, chain_id);

create table idempotency_key (
    owner_id     uuid        not null,
    -- Method and path, for instance 'POST /api/wallets'.
    operation    text        not null,
    key          text        not null,
    -- SHA-256 of the body in its canonical form (RFC 8785).
    request_hash bytea       not null,
    status       int         not null,
    answer       json        not null,
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
    halted        text
);

-- The chain as the follower holds it, from the last final block to the cursor.
create table held_block (
    chain_id    bigint not null,
    number      bigint not null,
    hash        bytea  not null,
    parent_hash bytea  not null,
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
);
create index event_unpublished on event (id) where published_at is null;
create index event_by_key on event (topic, key, id) where topic <> 'chain';

create table relay_lease (
    name  text primary key,
    owner uuid,
    epoch bigint not null default 0,
    until timestamptz
);
