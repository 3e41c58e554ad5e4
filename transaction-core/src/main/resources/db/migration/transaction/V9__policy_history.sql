-- Every policy that was ever in force, so that what was spent can be judged by the policy of its time.
create table wallet_policy_change (
    id     bigint generated always as identity primary key,
    wallet bytea       not null references wallet (address),
    policy json        not null,
    at     timestamptz not null default clock_timestamp()
);
create index wallet_policy_change_by_wallet on wallet_policy_change (wallet, at);
insert into wallet_policy_change (wallet, policy, at) select wallet, policy, updated_at from wallet_policy;
