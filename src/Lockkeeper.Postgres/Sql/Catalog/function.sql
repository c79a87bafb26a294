-- kinds "function", "procedure", "aggregate"; identity schema.name(argument types), as regprocedure prints it.
-- The constructors of a range type are a part of the type.
select case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end as kind,
       p.oid::regprocedure::text as identity,
       concat_ws(' ',
           'owner=' || pg_get_userbyid(p.proowner),
           'acl=' || (select string_agg(a::text, ',' order by a::text collate "C")
                      from unnest(coalesce(p.proacl, acldefault('f', p.proowner))) a),
           case when p.prokind <> 'a' then pg_get_functiondef(p.oid) else (
               select concat_ws(' ',
                   pg_get_function_result(p.oid),
                   'transition=' || g.aggtransfn::oid::regprocedure,
                   'final=' || nullif(g.aggfinalfn::oid, 0)::regprocedure,
                   'combine=' || nullif(g.aggcombinefn::oid, 0)::regprocedure,
                   'state=' || g.aggtranstype::regtype,
                   'initial=' || g.agginitval,
                   'sort operator=' || nullif(g.aggsortop, 0)::regoperator::text,
                   'aggregate kind=' || g.aggkind::text,
                   'parallel=' || p.proparallel::text)
               from pg_aggregate g where g.aggfnoid = p.oid) end) as definition,
       null::text as parent,
       p.oid as unit
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
where n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x
                  where x.classid = 'pg_proc'::regclass and x.objid = p.oid and x.deptype in ('e', 'i'))
