-- What postgres may not do to the platform's own objects. It inherits the owners' rights (01_roles.sql) only for the sake
-- of triggers and policies; everything else is refused as on a hosted project, with SQLSTATE 42501.
--
-- Different from a hosted project: there the refusal comes before the statement takes its locks, TRUNCATE and REINDEX
-- of auth tables are refused too, and DROP TRIGGER locks further auth tables. Nothing here fires for other roles.

create function extensions.guard_platform_objects() returns event_trigger
language plpgsql set search_path = pg_catalog
as $$
declare
  platform constant text[] := array['auth', 'storage', 'graphql', 'graphql_public', 'realtime', 'vault'];
  offence text;
begin
  if 'postgres' not in (session_user, current_user) then
    return;
  end if;

  if tg_event = 'sql_drop' then
    select format('%s %s', d.object_type, d.object_identity) into offence
    from pg_event_trigger_dropped_objects() d
    where d.schema_name = any (platform) and d.object_type not in ('trigger', 'policy')
    limit 1;
  else
    select format('%s %s', c.object_type, c.object_identity) into offence
    from pg_event_trigger_ddl_commands() c
    where c.schema_name = any (platform)
      and c.command_tag not in ('CREATE TRIGGER', 'CREATE POLICY', 'ALTER POLICY', 'GRANT', 'REVOKE')
    limit 1;
  end if;

  if offence is not null then
    raise exception using errcode = '42501',
      message = format('must be owner of %s', offence),
      detail = format('%s by role postgres on an object of the platform.', tg_tag);
  end if;
end
$$;

create event trigger guard_platform_ddl on ddl_command_end execute function extensions.guard_platform_objects();
create event trigger guard_platform_drop on sql_drop execute function extensions.guard_platform_objects();
