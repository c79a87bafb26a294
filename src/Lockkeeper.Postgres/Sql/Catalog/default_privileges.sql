-- kind "default privileges", identity "of role [in schema s] on tables".
select 'default privileges' as kind,
       'of ' || quote_ident(pg_get_userbyid(d.defaclrole)) || coalesce(' in schema ' || quote_ident(n.nspname), '') || ' on '
           || case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
                   when 'n' then 'schemas' else d.defaclobjtype::text end as identity,
       concat('acl=', (select string_agg(a::text, ',' order by a::text collate "C") from unnest(d.defaclacl) a)) as definition,
       'schema ' || quote_ident(n.nspname) as parent
from pg_default_acl d
left join pg_namespace n on n.oid = d.defaclnamespace
where n.nspname is null or n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
