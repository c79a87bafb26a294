-- PostgREST keeps a copy of the schema: every change tells it to read the schema again.

create function extensions.pgrst_ddl_watch() returns event_trigger
language plpgsql set search_path = pg_catalog
as $$
begin
  if exists (
    select from pg_event_trigger_ddl_commands() c
    where c.schema_name is distinct from 'pg_temp'
      and c.command_tag ~ '^(CREATE|ALTER|COMMENT|GRANT|REVOKE|REFRESH)'
  ) then
    notify pgrst, 'reload schema';
  end if;
end
$$;

create function extensions.pgrst_drop_watch() returns event_trigger
language plpgsql set search_path = pg_catalog
as $$
begin
  if exists (
    select from pg_event_trigger_dropped_objects() d
    where not d.is_temporary
      and d.object_type in ('schema', 'table', 'foreign table', 'view', 'materialized view', 'function', 'trigger', 'type', 'rule')
  ) then
    notify pgrst, 'reload schema';
  end if;
end
$$;

create event trigger pgrst_ddl_watch on ddl_command_end execute function extensions.pgrst_ddl_watch();
create event trigger pgrst_drop_watch on sql_drop execute function extensions.pgrst_drop_watch();
