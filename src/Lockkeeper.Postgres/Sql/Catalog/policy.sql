-- kind "policy", identity "name on schema.table".
select 'policy' as kind,
       quote_ident(p.polname) || ' on ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) as identity,
       concat_ws(' ',
           'command=' || p.polcmd::text,
           'permissive=' || p.polpermissive,
           'roles=' || (select string_agg(coalesce(r.rolname, 'public'), ',' order by coalesce(r.rolname, 'public') collate "C")
                        from unnest(p.polroles) u left join pg_roles r on r.oid = u),
           'using=' || pg_get_expr(p.polqual, p.polrelid),
           'check=' || pg_get_expr(p.polwithcheck, p.polrelid)) as definition,
       'table ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) as parent,
       p.polrelid as unit
from pg_policy p
join pg_class c on c.oid = p.polrelid
join pg_namespace n on n.oid = c.relnamespace
where n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x
                  where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.deptype = 'e')
