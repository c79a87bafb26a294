-- Everything with an oid of its own that a change can take away without touching another row: its key, and the unit it belongs to.
-- A unit is the relation, routine or type under which facts are read again.
select (1::int8 << 56) | c.oid::int8 as key, coalesce(i.indrelid, c.oid) as unit
from pg_class c left join pg_index i on i.indexrelid = c.oid
where c.oid >= 16384 and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c', 'i', 'I')
union all
select (2::int8 << 56) | oid::int8, case when conrelid <> 0 then conrelid else contypid end from pg_constraint where oid >= 16384
union all
select (3::int8 << 56) | oid::int8, tgrelid from pg_trigger where oid >= 16384 and not tgisinternal
union all
select (4::int8 << 56) | oid::int8, polrelid from pg_policy where oid >= 16384
union all
select (5::int8 << 56) | oid::int8, ev_class from pg_rewrite where oid >= 16384
union all
select (6::int8 << 56) | oid::int8, oid from pg_proc where oid >= 16384
union all
select (7::int8 << 56) | oid::int8, oid from pg_type where oid >= 16384 and (typtype in ('e', 'd', 'r', 'c') or (typtype = 'b' and typelem = 0))
union all
select (8::int8 << 56) | oid::int8, stxrelid from pg_statistic_ext where oid >= 16384
