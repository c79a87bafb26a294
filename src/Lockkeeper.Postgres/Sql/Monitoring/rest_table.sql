-- For each schema that the Data API may expose a small table, and a column of it that a role may read: asking for it makes PostgREST ask the
-- database. Which schemas are exposed is known only where somebody set it on the role; public is by default.
with exposed as (
    select btrim(s) as name, place
    from unnest(string_to_array(coalesce(
        (select substring(c from '=(.*)$') from pg_catalog.pg_db_role_setting r join pg_catalog.pg_roles o on o.oid = r.setrole
         cross join unnest(r.setconfig) c where o.rolname = 'authenticator' and c like 'pgrst.db_schemas=%' limit 1), 'public'), ',')) with ordinality u(s, place))
select distinct on (e.place, n.nspname) n.nspname, c.relname, a.attname
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join exposed e on e.name = n.nspname
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p') and pg_catalog.to_regrole($1) is not null
  and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'auth', 'storage', 'extensions', 'vault', 'supabase_migrations')
  and pg_catalog.has_schema_privilege(pg_catalog.to_regrole($1)::oid, n.oid, 'usage')
  and pg_catalog.has_column_privilege(pg_catalog.to_regrole($1)::oid, c.oid, a.attnum, 'select')
  and c.relname ~ '^[a-z_][a-z0-9_]*$' and a.attname ~ '^[a-z_][a-z0-9_]*$'
order by e.place nulls last, n.nspname, c.relpages, c.relname, a.attnum
limit 5
