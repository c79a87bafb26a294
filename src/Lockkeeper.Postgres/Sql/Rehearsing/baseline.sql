-- Every relation before a migration, with what is counted to have been read of it: counters do not begin at zero.
select coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(
         c.oid::int8, c.relkind, c.relfilenode::int8, quote_ident(n.nspname) || '.' || quote_ident(c.relname), coalesce(i.indrelid, 0)::int8,
         case when c.relkind in ('r', 'm', 'i', 't') then pg_relation_size(c.oid) else 0 end,
         pg_stat_get_xact_numscans(c.oid), pg_stat_get_xact_tuples_returned(c.oid))), '[]')::text
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_index i on i.indexrelid = c.oid
where c.relkind in ('r', 'p', 'm', 'v', 'f', 'i', 't') and c.relpersistence = 'p' and c.oid >= 16384
