-- Which units this transaction has touched: it wrote one of their catalog rows, removed one of their children ($1 keys, $2 units as they
-- were before), or changed what they depend on. Kept for the rest of the transaction, for the queries that read facts again.
-- A row that we see is ours when its xmin is our transaction, or a later one that the snapshot does not show: a subtransaction of ours. A
-- frozen row whose raw xmin is older than half the number space looks later still; nobody has as many subtransactions as lie between.
with recursive
own as materialized (
    select pg_current_xact_id()::text::int8 as top, pg_current_snapshot() as seen),
written (classid, objid) as (
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
    -- A comment leaves no row behind when it is taken away, but its object stays locked.
    union all select classid, objid, null from pg_locks
              where locktype = 'object' and pid = pg_backend_pid() and mode = 'ShareUpdateExclusiveLock' and objsubid = 0
    union all select 'pg_class'::regclass, relation, null from pg_locks
              where locktype = 'relation' and pid = pg_backend_pid() and mode = 'ShareUpdateExclusiveLock' and relation >= 16384),
ours as (
    select w.classid, w.objid from written w, own o
    where w.xmin is null
       or age(w.xmin) = 0
       or (age(w.xmin) > -10000000 and not pg_visible_in_snapshot((o.top - age(w.xmin))::text::xid8, o.seen))),
lost as (
    select k.unit from unnest($1::int8[], $2::oid[]) as k (key, unit)
    where not exists (select from (/*children*/) present where present.key = k.key)),
-- Dependents name what they depend on in their own definitions. What is in a schema does not, unless the schema is renamed.
touched (classid, objid) as (
    select classid, objid from ours
    union
    select d.classid, d.objid from touched t
    join pg_depend d on d.refclassid = t.classid and d.refobjid = t.objid
    where t.classid <> 'pg_namespace'::regclass and t.classid <> 'pg_extension'::regclass and d.deptype <> 'e'),
direct as (
    select case t.classid
               when 'pg_class'::regclass then coalesce(i.indrelid, t.objid)
               when 'pg_constraint'::regclass then coalesce(nullif(k.conrelid, 0), k.contypid)
               when 'pg_trigger'::regclass then g.tgrelid
               when 'pg_policy'::regclass then p.polrelid
               when 'pg_rewrite'::regclass then w.ev_class
               when 'pg_attrdef'::regclass then a.adrelid
               when 'pg_statistic_ext'::regclass then s.stxrelid
               when 'pg_proc'::regclass then t.objid
               when 'pg_type'::regclass then t.objid end as unit
    from touched t
    left join pg_index i on t.classid = 'pg_class'::regclass and i.indexrelid = t.objid
    left join pg_constraint k on t.classid = 'pg_constraint'::regclass and k.oid = t.objid
    left join pg_trigger g on t.classid = 'pg_trigger'::regclass and g.oid = t.objid
    left join pg_policy p on t.classid = 'pg_policy'::regclass and p.oid = t.objid
    left join pg_rewrite w on t.classid = 'pg_rewrite'::regclass and w.oid = t.objid
    left join pg_attrdef a on t.classid = 'pg_attrdef'::regclass and a.oid = t.objid
    left join pg_statistic_ext s on t.classid = 'pg_statistic_ext'::regclass and s.oid = t.objid
    union
    select unit from lost),
-- A sequence and its table, a composite type and its columns, are folded under each other: both are read.
paired as (
    select unit from direct
    union
    select d.refobjid from direct u join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = u.unit
    where d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
    union
    select c.reltype from direct u join pg_class c on c.oid = u.unit where c.relkind = 'c'
    union
    select t.typrelid from direct u join pg_type t on t.oid = u.unit where t.typtype = 'c')
select unit from (
    select coalesce(array_agg(unit) filter (where unit >= 16384), '{}') as units from paired) all_of_them
cross join lateral set_config('lockkeeper.units', (units || 0::oid)::text, true) kept
cross join lateral unnest(units) as unit
