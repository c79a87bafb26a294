-- kind "grants": privileges on an extension's members that differ from those its script gave them.
select 'grants' as kind,
       'on ' || x.objid::regclass as identity,
       'acl=' || (select string_agg(a::text, ',' order by a::text collate "C") from unnest(o.acl) a) as definition,
       'extension ' || quote_ident(e.extname) as parent
from pg_depend x
join pg_extension e on e.oid = x.refobjid
join lateral (
    select coalesce(c.relacl, acldefault('r', c.relowner)) as acl, acldefault('r', c.relowner) as standard
    from pg_class c where c.oid = x.objid and c.relkind in ('r', 'p', 'v', 'm', 'f')) o on true
left join pg_init_privs i on i.classoid = x.classid and i.objoid = x.objid and i.objsubid = 0
where x.deptype = 'e' and x.classid = 'pg_class'::regclass and o.acl is distinct from coalesce(i.initprivs, o.standard)
union all
select 'grants',
       'on ' || x.objid::regprocedure,
       'acl=' || (select string_agg(a::text, ',' order by a::text collate "C") from unnest(o.acl) a),
       'extension ' || quote_ident(e.extname)
from pg_depend x
join pg_extension e on e.oid = x.refobjid
join lateral (
    select coalesce(p.proacl, acldefault('f', p.proowner)) as acl, acldefault('f', p.proowner) as standard
    from pg_proc p where p.oid = x.objid) o on true
left join pg_init_privs i on i.classoid = x.classid and i.objoid = x.objid and i.objsubid = 0
where x.deptype = 'e' and x.classid = 'pg_proc'::regclass and o.acl is distinct from coalesce(i.initprivs, o.standard)
union all
select 'grants',
       'on type ' || x.objid::regtype,
       'acl=' || (select string_agg(a::text, ',' order by a::text collate "C") from unnest(o.acl) a),
       'extension ' || quote_ident(e.extname)
from pg_depend x
join pg_extension e on e.oid = x.refobjid
join lateral (
    select coalesce(t.typacl, acldefault('T', t.typowner)) as acl, acldefault('T', t.typowner) as standard
    from pg_type t where t.oid = x.objid and t.typelem = 0 and t.typtype <> 'c') o on true
left join pg_init_privs i on i.classoid = x.classid and i.objoid = x.objid and i.objsubid = 0
where x.deptype = 'e' and x.classid = 'pg_type'::regclass and o.acl is distinct from coalesce(i.initprivs, o.standard)
