-- Every table that holds rows of its own or, partitioned, those of its partitions.
select c.oid, n.nspname, c.relname, c.relkind = 'p' as partitioned, c.relispartition as partition,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) as qualified
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p')
  and n.nspname !~ '^(pg_|information_schema$)'
