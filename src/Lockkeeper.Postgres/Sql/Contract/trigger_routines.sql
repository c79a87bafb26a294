-- The functions that the triggers of one table call, in the shape of routines.sql, with the trigger's name.
with checker as (
    select quote_ident(n.nspname) || '.plpgsql_check_function_tb' as name
    from pg_extension e
    join pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'plpgsql_check' and has_schema_privilege(n.oid, 'usage')
      and exists (select from pg_proc p where p.pronamespace = n.oid and p.proname = 'plpgsql_check_function_tb' and has_function_privilege(p.oid, 'execute')))
select p.oid,
       'function ' || quote_ident(pn.nspname) || '.' || quote_ident(p.proname) || '()' as object,
       p.prosrc,
       l.lanname::text,
       coalesce((select substr(s, length('search_path=') + 1) from unnest(p.proconfig) s where s like 'search\_path=%'),
                (select reset_val from pg_settings where name = 'search_path')) as path,
       array[]::text[] as tables,
       case
           when l.lanname = 'plpgsql' then
               (select jsonb_build_array(jsonb_build_object('relation', t.tgrelid::int8, 'old', t.tgoldtable, 'new', t.tgnewtable, 'checker', checker.name)) from checker)
       end::text as checks,
       quote_ident(t.tgname) as trigger
from pg_trigger t
join pg_proc p on p.oid = t.tgfoid
join pg_namespace pn on pn.oid = p.pronamespace
join pg_language l on l.oid = p.prolang
where t.tgrelid = to_regclass($1) and not t.tgisinternal and t.tgenabled <> 'D' and l.lanname not in ('c', 'internal')
order by t.tgname
