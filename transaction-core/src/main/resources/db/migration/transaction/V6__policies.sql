-- What a wallet may spend. A row per wallet: who accepts a payment holds it FOR SHARE until he has committed, so that a
-- policy that was answered binds every later commit. Lock order: after accounts, by wallet; before idempotency keys.
create table wallet_policy (
    wallet     bytea primary key references wallet (address) on delete cascade,
    policy     json        not null default '{}',
    updated_at timestamptz not null default clock_timestamp()
);
insert into wallet_policy (wallet) select address from wallet;

-- What a payment moves of a token, however its call was spelled.
alter table payment
    add column counted_token bytea,
    add column counted_amount numeric(78, 0),
    add constraint payment_counted check ((counted_token is null) = (counted_amount is null));
update payment set counted_token = token, counted_amount = amount where token is not null and amount is not null;
-- What the rolling day is summed by.
create index payment_by_time on payment (chain_id, sender, created_at) where kind = 'custodial';

create table policy_refusal (
    id       bigint generated always as identity primary key,
    wallet   bytea       not null references wallet (address),
    owner_id uuid        not null,
    chain_id bigint      not null,
    rule     text        not null,
    detail   text        not null,
    at       timestamptz not null default clock_timestamp()
);
create index policy_refusal_by_wallet on policy_refusal (wallet, at);
