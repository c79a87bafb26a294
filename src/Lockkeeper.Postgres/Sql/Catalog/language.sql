-- kinds "language", "cast" and "transform".
select 'language' as kind,
       quote_ident(l.lanname) as identity,
       concat_ws(' ',
           'owner=' || pg_get_userbyid(l.lanowner), 'trusted=' || l.lanpltrusted,
           'acl=' || (select string_agg(a::text, ',' order by a::text collate "C")
                      from unnest(coalesce(l.lanacl, acldefault('l', l.lanowner))) a)) as definition,
       null::text as parent
from pg_language l
where l.oid >= 16384 or l.lanname = 'plpgsql'
union all
select 'cast',
       '(' || c.castsource::regtype || ' AS ' || c.casttarget::regtype || ')',
       concat_ws(' ', nullif(c.castfunc, 0)::regprocedure, 'context=' || c.castcontext::text, 'method=' || c.castmethod::text),
       null
from pg_cast c
where c.oid >= 16384
  and not exists (select from pg_depend x where x.classid = 'pg_cast'::regclass and x.objid = c.oid and x.deptype in ('e', 'i'))
union all
select 'transform',
       'for ' || t.trftype::regtype || ' language ' || quote_ident(l.lanname),
       concat_ws(' ', nullif(t.trffromsql::oid, 0)::regprocedure, nullif(t.trftosql::oid, 0)::regprocedure),
       null
from pg_transform t
join pg_language l on l.oid = t.trflang
where not exists (select from pg_depend x where x.classid = 'pg_transform'::regclass and x.objid = t.oid and x.deptype = 'e')
