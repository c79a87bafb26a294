-- Every table that holds rows of its own or, partitioned, those of its partitions. The rows of an extension's own tables are dumped only
-- where the extension has asked for it, and then perhaps not all of them.
select c.oid, n.nspname, c.relname, c.relkind = 'p' as partitioned, c.relispartition as partition,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) as qualified,
       not exists (select from pg_depend x join pg_extension e on e.oid = x.refobjid
                   where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.deptype = 'e'
                     and coalesce(e.extcondition[array_position(e.extconfig, c.oid)], 'none') <> '') as dumped
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p')
  and n.nspname !~ '^(pg_|information_schema$)'
