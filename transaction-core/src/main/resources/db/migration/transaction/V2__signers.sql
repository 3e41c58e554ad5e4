-- Who signs for a wallet: this platform with a key encrypted here, or AWS KMS with a key that never leaves it.
-- The default is for services of the version before, which may run on beside this one.

alter table wallet
    add column signer text not null default 'local' check (signer in ('local', 'kms')),
    add column kms_key_id text,
    alter column master_key_id drop not null,
    alter column key_iv drop not null,
    alter column key_ciphertext drop not null,
    add constraint wallet_has_the_key_of_its_signer check (case signer
        when 'local' then num_nulls(master_key_id, key_iv, key_ciphertext) = 0 and kms_key_id is null
        when 'kms' then num_nonnulls(master_key_id, key_iv, key_ciphertext) = 0 and kms_key_id is not null
    end);
-- What a rotation has left to do, and whether a master key is still needed.
create index wallet_by_master_key on wallet (master_key_id, address) where master_key_id is not null;
create unique index one_kms_key_one_wallet on wallet (kms_key_id) where kms_key_id is not null;

-- Each run of the command that encrypts wallets' keys under the current master key.
create table master_key_rotation (
    id            bigint generated always as identity primary key,
    master_key_id text        not null,
    operator      text        not null,
    -- Wallets written again so far, and those whose key did not open.
    rewrapped     bigint      not null default 0,
    failed        bigint      not null default 0,
    started_at    timestamptz not null default clock_timestamp(),
    -- Null: it goes on, or was ended on its way. Left: wallets under any other master key at its end.
    finished_at   timestamptz,
    left_over     bigint
);
