-- What this transaction holds and has done so far, in one row. The locks of this query are on catalogs only, whose oids are below 16384.
with held as materialized (
  select distinct l.relation as unit, l.mode
  from pg_catalog.pg_locks l
  where l.locktype = 'relation' and l.pid = pg_catalog.pg_backend_pid() and l.relation >= 16384
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
)
select (select coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(h.unit::pg_catalog.int8, h.mode)), '[]')::text from held h),
       (select coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(
                 c.oid::pg_catalog.int8, c.relkind, c.relfilenode::pg_catalog.int8,
                 pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname),
                 coalesce(i.indrelid, 0)::pg_catalog.int8, pg_catalog.pg_relation_size(c.oid),
                 pg_catalog.pg_stat_get_xact_numscans(c.oid), pg_catalog.pg_stat_get_xact_tuples_returned(c.oid))), '[]')::text
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        left join pg_catalog.pg_index i on i.indexrelid = c.oid
        where c.relkind in ('r', 'm', 'i', 't') and c.relpersistence = 'p' and c.oid in (select h.unit from held h)),
       pg_catalog.clock_timestamp(),
       pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::pg_catalog.int8
