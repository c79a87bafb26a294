-- Everything that a change can take away without writing another row: what it is, and the unit it belongs to. A unit is the relation, routine or
-- type under which facts are read again.
select 'pg_class'::regclass::oid as classid, c.oid as objid, coalesce(i.indrelid, c.oid) as unit
from pg_class c left join pg_index i on i.indexrelid = c.oid
where c.oid >= 16384 and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c', 'i', 'I')
union all
select 'pg_constraint'::regclass, oid, case when conrelid <> 0 then conrelid else contypid end from pg_constraint where oid >= 16384
union all
select 'pg_trigger'::regclass, oid, tgrelid from pg_trigger where oid >= 16384 and not tgisinternal
union all
select 'pg_policy'::regclass, oid, polrelid from pg_policy where oid >= 16384
union all
select 'pg_rewrite'::regclass, oid, ev_class from pg_rewrite where oid >= 16384
union all
select 'pg_proc'::regclass, oid, oid from pg_proc where oid >= 16384
union all
select 'pg_type'::regclass, oid, oid from pg_type where oid >= 16384 and (typtype in ('e', 'd', 'r', 'c') or (typtype = 'b' and typelem = 0))
union all
select 'pg_statistic_ext'::regclass, oid, stxrelid from pg_statistic_ext where oid >= 16384
