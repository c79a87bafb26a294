-- Without pg_read_all_stats pg_stat_activity hides what other roles' sessions do. Who waits is then known from pg_locks, which hides
-- nothing; how many are connected from the statistics, which also count workers; the age of transactions is unknown.
with seen as (select pg_catalog.pg_has_role('pg_read_all_stats', 'usage') as everything),
     log as (select case when not pg_catalog.pg_is_in_recovery() then pg_catalog.pg_current_wal_lsn() end as here),
     -- A bigint sequence that fills an integer column is used up when the column is.
     sequences as (
         select (s.last_value::float8 - s.min_value) / nullif(
             least(s.max_value, case t.typname when 'int2' then 32767 when 'int4' then 2147483647 else s.max_value end)::float8 - s.min_value, 0) as used
         from pg_catalog.pg_sequences s
         join pg_catalog.pg_namespace n on n.nspname = s.schemaname
         join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = s.sequencename
         left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')
             and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjsubid > 0
         left join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
         left join pg_catalog.pg_type t on t.oid = a.atttypid
         where s.increment_by > 0 and not s.cycle)
select d.xact_commit::float8 as "commits", d.xact_rollback::float8 as "rollbacks", d.deadlocks::float8 as "deadlocks", d.temp_bytes::float8 as "tempBytes",
       (select count(distinct l.pid) from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a using (pid)
        where not l.granted and a.datname = current_database())::float8 as "waiting",
       case when everything then (select coalesce(extract(epoch from max(clock_timestamp() - xact_start)), 0)
        from pg_catalog.pg_stat_activity
        where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()) end::float8 as "longestTransaction",
       (case when everything then (select count(*) from pg_catalog.pg_stat_activity where backend_type = 'client backend')
             else (select sum(numbackends) from pg_catalog.pg_stat_database) end)::float8 / current_setting('max_connections')::float8 as "connections",
       -- A subscriber is no standby: it comes and goes as its owner likes.
       (select max(pg_catalog.pg_wal_lsn_diff(log.here, r.replay_lsn)) from pg_catalog.pg_stat_replication r
        where not exists (select from pg_catalog.pg_replication_slots s where s.active_pid = r.pid and s.slot_type = 'logical'))::float8 as "replicationLag",
       case when log.here is not null then coalesce(
        (select max(pg_catalog.pg_wal_lsn_diff(log.here, s.restart_lsn)) from pg_catalog.pg_replication_slots s), 0) end::float8 as "retainedWal",
       -- One that is being built at this moment is not invalid for good.
       (select count(*) from pg_catalog.pg_index i where not i.indisvalid
        and not exists (select from pg_catalog.pg_stat_progress_create_index p where p.index_relid = i.indexrelid))::float8 as "invalidIndexes",
       (select coalesce(max(used), 0) from sequences)::float8 as "sequenceUse"
from pg_catalog.pg_stat_database d, seen, log where d.datname = current_database()
