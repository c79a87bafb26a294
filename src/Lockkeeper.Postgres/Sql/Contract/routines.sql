-- Routines that people wrote and whose body contains one of these names, in whatever meaning. A column's name is common: its table's must be
-- there too, or the routine must be called by one of the table's triggers. Bodies in BEGIN ATOMIC have dependencies, and no text.
with gone as materialized (
    select lower(replace(g.name, '"', '""') collate "C") as name, lower(replace(g.of, '"', '""') collate "C") as of, c.oid as relation
    from unnest($1::text[], $2::text[], $3::text[]) as g (name, schema, of)
    left join pg_namespace n on n.nspname = g.schema
    left join pg_class c on c.relnamespace = n.oid and c.relname = g.of),
called as materialized (
    select t.tgfoid,
           array_agg(t.tgrelid) as relations,
           array_agg(distinct quote_ident(n.nspname) || '.' || quote_ident(c.relname)) as names,
           jsonb_agg(distinct jsonb_build_object('relation', t.tgrelid::int8, 'old', t.tgoldtable, 'new', t.tgnewtable)) as rows
    from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    join pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal and t.tgparentid = 0
    group by t.tgfoid),
checker as (
    select quote_ident(n.nspname) || '.plpgsql_check_function_tb' as name
    from pg_extension e
    join pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'plpgsql_check' and has_schema_privilege(n.oid, 'usage')
      and exists (select from pg_proc p where p.pronamespace = n.oid and p.proname = 'plpgsql_check_function_tb' and has_function_privilege(p.oid, 'execute')))
select p.oid,
       case p.prokind when 'p' then 'procedure' else 'function' end || ' ' || p.oid::regprocedure as object,
       p.prosrc,
       l.lanname::text,
       coalesce((select substr(s, length('search_path=') + 1) from unnest(p.proconfig) s where s like 'search\_path=%'),
                (select reset_val from pg_settings where name = 'search_path')) as path,
       coalesce(called.names, '{}') as tables,
       case
           when l.lanname = 'plpgsql' and p.prorettype <> 'trigger'::regtype then
               (select jsonb_build_array(jsonb_build_object('checker', name, 'relation', 0)) from checker)
           when l.lanname = 'plpgsql' then
               (select jsonb_agg(r || jsonb_build_object('checker', checker.name)) from checker, jsonb_array_elements(called.rows) r)
           -- Of a polymorphic routine only the syntax would be looked at.
           when l.lanname = 'sql' and not exists (select from unnest(p.proargtypes) a join pg_type t on t.oid = a and t.typtype = 'p') then '[{}]'
       end::text as checks
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join pg_language l on l.oid = p.prolang
left join called on called.tgfoid = p.oid
cross join lateral (select lower(p.prosrc collate "C") as text offset 0) body
where l.lanname not in ('c', 'internal')
  and n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and exists (select from gone g
              where strpos(body.text, g.name) > 0
                and (g.of is null or strpos(body.text, g.of) > 0 or g.relation = any (called.relations)))
  and not exists (select from pg_depend x where x.classid = 'pg_proc'::regclass and x.objid = p.oid and x.deptype = 'e')
