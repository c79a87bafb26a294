-- kind "schema", identity as DROP SCHEMA takes it.
select 'schema' as kind,
       quote_ident(n.nspname) as identity,
       concat_ws(' ',
           'owner=' || pg_get_userbyid(n.nspowner),
           'acl=' || (select string_agg(a::text, ',' order by a::text collate "C")
                      from unnest(coalesce(n.nspacl, acldefault('n', n.nspowner))) a)) as definition,
       null::text as parent
from pg_namespace n
where n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x
                  where x.classid = 'pg_namespace'::regclass and x.objid = n.oid and x.deptype = 'e')
