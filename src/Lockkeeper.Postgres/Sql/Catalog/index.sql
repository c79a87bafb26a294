-- kind "index", identity as DROP INDEX takes it; follows its table or materialized view.
select 'index' as kind,
       quote_ident(n.nspname) || '.' || quote_ident(ic.relname) as identity,
       concat_ws(' ',
           pg_get_indexdef(i.indexrelid),
           case when not i.indisvalid then 'INVALID' end,
           case when not i.indisready then 'NOT READY' end,
           case when i.indisclustered then 'CLUSTERED' end,
           'parent=' || case when ic.relispartition then (
               select p.inhparent::regclass::text from pg_inherits p where p.inhrelid = i.indexrelid) end,
           'statistics=' || case when i.indexprs is not null then (
               select string_agg(a.attnum || ':' || a.attstattarget, ',' order by a.attnum)
               from pg_attribute a where a.attrelid = i.indexrelid and a.attstattarget <> -1) end,
           'tablespace=' || case when ic.reltablespace <> 0 then (
               select spcname from pg_tablespace where oid = ic.reltablespace) end) as definition,
       case c.relkind when 'm' then 'materialized view ' else 'table ' end
           || quote_ident(n.nspname) || '.' || quote_ident(c.relname) as parent,
       i.indrelid as unit
from pg_index i
join pg_class ic on ic.oid = i.indexrelid
join pg_class c on c.oid = i.indrelid
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'm')
  and n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x
                  where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.deptype = 'e')
