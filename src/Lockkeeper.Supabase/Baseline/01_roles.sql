-- The roles of a Supabase project with their memberships and settings. Roles belong to the whole server, so every
-- statement copes with a server that has them already.

do $$
begin
  if current_user <> 'supabase_admin' or not (select rolsuper from pg_roles where rolname = current_user) then
    raise exception using errcode = '42501',
      message = format('the Supabase baseline needs the superuser supabase_admin, this is %I', current_user),
      hint = 'Create the server with initdb --username=supabase_admin.';
  end if;
  if exists (select from pg_roles where rolname = 'postgres' and rolsuper) then
    raise exception using errcode = '42501',
      message = 'role postgres is a superuser here; in a Supabase project it is not',
      hint = 'Create the server with initdb --username=supabase_admin.';
  end if;
end
$$;

-- Two databases of one server may get their baseline at the same time; the roles they share must not race.
lock table pg_catalog.pg_authid in share row exclusive mode;

do $$
declare
  wanted record;
begin
  for wanted in
    select *
    from (values
      ('postgres',                   'login inherit createdb createrole replication bypassrls'),
      ('anon',                       'nologin inherit'),
      ('authenticated',              'nologin inherit'),
      ('service_role',               'nologin inherit bypassrls'),
      ('authenticator',              'login noinherit'),
      ('supabase_auth_admin',        'login noinherit createrole'),
      ('supabase_storage_admin',     'login noinherit createrole'),
      ('supabase_realtime_admin',    'nologin noinherit'),
      ('supabase_replication_admin', 'login replication'),
      ('supabase_read_only_user',    'login bypassrls'),
      ('dashboard_user',             'nologin createdb createrole replication'),
      ('pgbouncer',                  'login')
    ) as roles (name, attributes)
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      execute format('create role %I', wanted.name);
    end if;
    execute format('alter role %I with %s', wanted.name, wanted.attributes);
  end loop;
end
$$;

grant anon, authenticated, service_role to postgres with admin option;
grant authenticator, pg_monitor, pg_read_all_data, pg_signal_backend to postgres;
grant anon, authenticated, service_role to authenticator;
grant authenticator to supabase_storage_admin;
grant pg_monitor, pg_read_all_data to supabase_read_only_user;

-- Hosted projects let postgres manage triggers and policies on auth and storage tables through the supautils library.
-- Plain PostgreSQL asks for the owner's rights instead: postgres inherits them, and 08_platform_guard.sql takes back
-- what they allow beyond that. Where the server can say so (16 and later), postgres may not become the owner by SET ROLE.
do $$
begin
  if current_setting('server_version_num')::int >= 160000 then
    execute 'grant supabase_auth_admin, supabase_storage_admin to postgres with inherit true, set false';
  else
    grant supabase_auth_admin, supabase_storage_admin to postgres;
  end if;
end
$$;

alter role postgres set search_path = "$user", public, extensions;
alter role supabase_admin set search_path = "$user", public, auth, extensions;
alter role supabase_auth_admin set search_path = auth;
alter role supabase_auth_admin set idle_in_transaction_session_timeout = '60s';
alter role supabase_storage_admin set search_path = storage;
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
