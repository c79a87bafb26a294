-- Rows that this transaction wrote so far. A write locks its table until the end; what a savepoint took back counts where the table stays locked.
select c.oid as unit,
       pg_stat_get_xact_tuples_inserted(c.oid), pg_stat_get_xact_tuples_updated(c.oid), pg_stat_get_xact_tuples_deleted(c.oid),
       c.relfilenode, pg_relation_size(c.oid),
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name, n.nspname, c.relname,
       -- What is said of a partitioned table is meant of its partitions.
       rn.nspname, r.relname, quote_ident(rn.nspname) || '.' || quote_ident(r.relname) as partition_of,
       (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attisdropped and age(a.xmin) between -10000000 and 0) as dropped_columns
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_class r on c.relispartition and r.oid = pg_partition_root(c.oid)
left join pg_namespace rn on rn.oid = r.relnamespace
where c.relkind in ('r', 'm')
  and c.relpersistence <> 't'
  and n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and c.oid in (select relation from pg_locks where locktype = 'relation' and pid = pg_backend_pid() and mode <> 'AccessShareLock')
