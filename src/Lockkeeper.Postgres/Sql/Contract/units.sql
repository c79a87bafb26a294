-- Which units this transaction has touched: it wrote one of their catalog rows, locked them as a change does, or changed what they depend on.
-- Kept for the rest of the transaction, for the queries that read facts again. What was removed left no row, but whoever removes an object
-- locks it, and its table, until the end: those locks are returned too.
-- A row that we see is ours when its xmin is our transaction, or a later one that is in progress: a subtransaction of ours. A
-- frozen row whose raw xmin is older than half the number space looks later still; nobody has as many subtransactions as lie between.
with recursive
own as materialized (
    select pg_current_xact_id()::text::int8 as top, pg_snapshot_xmax(pg_current_snapshot())::text::int8 as next),
locked as materialized (
    select case locktype when 'relation' then 'pg_class'::regclass::oid else classid end as classid,
           case locktype when 'relation' then relation else objid end as objid,
           mode = 'AccessExclusiveLock' as removable
    from pg_locks
    where pid = pg_backend_pid() and locktype in ('relation', 'object') and coalesce(objsubid, 0) = 0
      and mode not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')),
written (classid, objid, xmin) as (
    select 'pg_class'::regclass::oid, oid, xmin from pg_class where age(xmin) <= 0
    union all select 'pg_class'::regclass, attrelid, xmin from pg_attribute where age(xmin) <= 0
    union all select 'pg_class'::regclass, adrelid, xmin from pg_attrdef where age(xmin) <= 0
    union all select 'pg_class'::regclass, indrelid, xmin from pg_index where age(xmin) <= 0
    union all select 'pg_class'::regclass, seqrelid, xmin from pg_sequence where age(xmin) <= 0
    union all select 'pg_class'::regclass, inhrelid, xmin from pg_inherits where age(xmin) <= 0
    union all select 'pg_class'::regclass, partrelid, xmin from pg_partitioned_table where age(xmin) <= 0
    union all select 'pg_class'::regclass, ftrelid, xmin from pg_foreign_table where age(xmin) <= 0
    union all select 'pg_class'::regclass, tgrelid, xmin from pg_trigger where age(xmin) <= 0
    union all select 'pg_class'::regclass, polrelid, xmin from pg_policy where age(xmin) <= 0
    union all select 'pg_class'::regclass, ev_class, xmin from pg_rewrite where age(xmin) <= 0
    union all select 'pg_constraint'::regclass, oid, xmin from pg_constraint where age(xmin) <= 0
    union all select 'pg_statistic_ext'::regclass, oid, xmin from pg_statistic_ext where age(xmin) <= 0
    union all select 'pg_proc'::regclass, oid, xmin from pg_proc where age(xmin) <= 0
    union all select 'pg_proc'::regclass, aggfnoid, xmin from pg_aggregate where age(xmin) <= 0
    union all select 'pg_type'::regclass, oid, xmin from pg_type where age(xmin) <= 0
    union all select 'pg_type'::regclass, enumtypid, xmin from pg_enum where age(xmin) <= 0
    union all select 'pg_type'::regclass, rngtypid, xmin from pg_range where age(xmin) <= 0
    union all select 'pg_collation'::regclass, oid, xmin from pg_collation where age(xmin) <= 0
    union all select 'pg_operator'::regclass, oid, xmin from pg_operator where age(xmin) <= 0
    union all select 'pg_opclass'::regclass, oid, xmin from pg_opclass where age(xmin) <= 0
    union all select 'pg_foreign_server'::regclass, oid, xmin from pg_foreign_server where age(xmin) <= 0
    union all select classoid, objoid, xmin from pg_description where age(xmin) <= 0
    union all select classid, objid, null from locked where objid >= 16384),
ours as (
    select w.classid, w.objid from written w, own o
    where w.xmin is null
       or age(w.xmin) = 0
       -- Others' later transactions that we see are committed. A snapshot names no subtransactions: one that began before others ended looks over.
       or (age(w.xmin) > -10000000
           and case when o.top - age(w.xmin) >= o.next then true else pg_xact_status((o.top - age(w.xmin))::text::xid8) = 'in progress' end)),
-- Dependents name what they depend on in their own definitions. What is in a schema does not, unless the schema is renamed.
touched (classid, objid, own) as (
    select classid, objid, true from ours
    union
    select d.classid, d.objid, false from touched t
    -- OFFSET keeps this a look-up in the index for each row, where a join would read all of pg_depend.
    cross join lateral (select classid, objid, deptype from pg_depend where refclassid = t.classid and refobjid = t.objid offset 0) d
    where t.classid <> 'pg_namespace'::regclass and t.classid <> 'pg_extension'::regclass and d.deptype <> 'e'),
direct as (
    select case classid
               when 'pg_class'::regclass then coalesce((select indrelid from pg_index where indexrelid = objid), objid)
               when 'pg_constraint'::regclass then (select case when conrelid <> 0 then conrelid else contypid end from pg_constraint where oid = objid)
               when 'pg_trigger'::regclass then (select tgrelid from pg_trigger where oid = objid)
               when 'pg_policy'::regclass then (select polrelid from pg_policy where oid = objid)
               when 'pg_rewrite'::regclass then (select ev_class from pg_rewrite where oid = objid)
               when 'pg_attrdef'::regclass then (select adrelid from pg_attrdef where oid = objid)
               when 'pg_statistic_ext'::regclass then (select stxrelid from pg_statistic_ext where oid = objid)
               when 'pg_proc'::regclass then objid
               when 'pg_type'::regclass then objid end as unit,
           -- A routine is called after the types of its arguments: one that depends on a renamed type changes its name with it.
           bool_or(own or classid in ('pg_proc'::regclass, 'pg_type'::regclass)) as own
    from touched group by 1),
-- A sequence and its table, a composite type and its columns, are folded under each other: both are read.
paired as (
    select unit, own from direct
    union all
    select d.refobjid, false from direct u
    cross join lateral (select refclassid, refobjid, deptype from pg_depend where classid = 'pg_class'::regclass and objid = u.unit offset 0) d
    where d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
    union all
    select (select reltype from pg_class where oid = unit and relkind = 'c'), own from direct
    union all
    select (select typrelid from pg_type where oid = unit and typtype = 'c'), own from direct),
units as materialized (
    select unit, bool_or(own) as own from paired where unit >= 16384 group by unit)
select unit, own, null::oid as classid, null::oid as objid from units
union all
select null, null, classid, objid from locked where removable
union all
select null, null, null, null
from set_config('lockkeeper.units', ((select coalesce(array_agg(unit), '{}') from units) || 0::oid)::text, true)
