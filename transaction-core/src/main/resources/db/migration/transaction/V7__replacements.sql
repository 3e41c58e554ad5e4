-- A payment's later attempts: the same nonce, other bytes.

alter table payment
    -- Why a cancel was signed for its nonce: by the caller, because valid_until passed, or because no node takes it.
    -- From then on only the cancel is raised.
    add column cancel_reason text check (cancel_reason in ('cancelled', 'expired', 'rejected')),
    -- Since when, and why, a node says that it can never be taken as it is signed.
    add column refused_at timestamptz,
    add column refused_why text,
    -- When another attempt is tried again by itself, after none could be made.
    add column replace_at timestamptz,
    drop constraint payment_outcome_check,
    add constraint payment_outcome_check check (outcome in ('success', 'reverted', 'cancelled'));

create index payment_to_expire on payment (chain_id, valid_until)
    where status = 'pending' and valid_until is not null and cancel_reason is null;
create index payment_refused on payment (chain_id, refused_at)
    where status = 'pending' and refused_at is not null and cancel_reason is null;
