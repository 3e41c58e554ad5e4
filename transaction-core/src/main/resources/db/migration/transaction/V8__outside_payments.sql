-- Transactions that were signed elsewhere: raw ones are sent from here, tracked ones only watched. They stand on no nonce
-- line, and no block's transaction waits for them: it only marks them here, to be looked up. Lock order: after payments.
create table outside_payment (
    payment_id   uuid primary key references payment (id),
    chain_id     bigint not null,
    -- A hash that no node has shown by then was not found; null: its bytes are here, the chain decides.
    deadline     timestamptz,
    -- When nodes are asked for it (again); infinity: when the block that holds it is final or gone; null: it has ended.
    look_at      timestamptz,
    -- The block that used its nonce for something else.
    taken_number bigint,
    taken_hash   bytea,
    check ((taken_number is null) = (taken_hash is null))
);
create index outside_payment_to_look on outside_payment (chain_id, look_at) where look_at is not null;

alter table payment
    add constraint payment_raw_is_known
        check (kind <> 'raw' or (sender is not null and amount is not null and nonce is not null));
-- Whoever asks twice gets his own again, unless it was not found.
create unique index one_own_record_of_a_hash on payment (owner_id, chain_id, hash)
    where kind <> 'custodial' and reason is distinct from 'not_found';
create index payment_outside_open on payment (owner_id) where kind <> 'custodial' and status = 'pending';
create index payment_outside_confirmed on payment (chain_id, block_number)
    where kind <> 'custodial' and status = 'confirmed';
