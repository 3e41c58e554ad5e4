-- One schema with the role that owns and migrates it and the role that the service runs with.
-- Names and passwords are filled in for ${schema}, ${owner}, ${owner_password}, ${runtime}, ${runtime_password}.
do $$
begin
    if not exists (select from pg_roles where rolname = '${owner}') then
        create role ${owner} login;
    end if;
    if not exists (select from pg_roles where rolname = '${runtime}') then
        create role ${runtime} login;
    end if;
    execute format('grant connect on database %I to ${owner}, ${runtime}', current_database());
end
$$;

alter role ${owner} password '${owner_password}';
alter role ${owner} set search_path = ${schema};
alter role ${owner} set lock_timeout = '10s';

alter role ${runtime} password '${runtime_password}';
alter role ${runtime} set search_path = ${schema};
-- No transaction without an end: a stopped process can hold a lock, and change anything, for 3 s at most.
alter role ${runtime} set transaction_timeout = '3s';
alter role ${runtime} set lock_timeout = '2s';
alter role ${runtime} set idle_in_transaction_session_timeout = '3s';

create schema if not exists ${schema} authorization ${owner};
grant usage on schema ${schema} to ${runtime};
alter default privileges for role ${owner} in schema ${schema}
    grant select, insert, update, delete on tables to ${runtime};
alter default privileges for role ${owner} in schema ${schema}
    grant usage, select on sequences to ${runtime};
