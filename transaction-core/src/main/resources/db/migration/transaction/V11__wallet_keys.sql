-- Keys that are made elsewhere, and paid for, before their wallet can be recorded. A row is there before its key is asked
-- for and goes with the wallet's INSERT: what is left is a key without a wallet, which the next wallet gets.

create table key_intent (
    id         uuid primary key,
    owner_id   uuid        not null,
    -- Null: whether it was made is not known; its description in KMS ends with this row's id.
    kms_key_id text unique,
    address    bytea check (octet_length(address) = 20),
    begun_at   timestamptz not null default clock_timestamp(),
    check (num_nulls(kms_key_id, address) in (0, 2))
);
create index key_intent_by_owner on key_intent (owner_id, begun_at);
create index key_without_wallet on key_intent (begun_at) where kms_key_id is not null;
