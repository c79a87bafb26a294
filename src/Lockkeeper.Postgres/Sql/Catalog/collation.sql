-- kinds "collation" and "conversion". A collation's recorded library version is not schema and left out.
select 'collation' as kind,
       quote_ident(n.nspname) || '.' || quote_ident(c.collname) as identity,
       concat_ws(' ',
           'provider=' || c.collprovider::text, 'collate=' || c.collcollate, 'ctype=' || c.collctype,
           'deterministic=' || c.collisdeterministic,
           -- The locale's column has another name in each of 15, 16 and 17.
           'locale=' || coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale'),
           'rules=' || (to_jsonb(c) ->> 'collicurules'),
           'owner=' || pg_get_userbyid(c.collowner)) as definition,
       null::text as parent
from pg_collation c
join pg_namespace n on n.oid = c.collnamespace
where n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x where x.classid = 'pg_collation'::regclass and x.objid = c.oid and x.deptype = 'e')
union all
select 'conversion',
       quote_ident(n.nspname) || '.' || quote_ident(c.conname),
       concat_ws(' ',
           pg_encoding_to_char(c.conforencoding), 'to', pg_encoding_to_char(c.contoencoding), c.conproc::oid::regprocedure,
           'default=' || c.condefault, 'owner=' || pg_get_userbyid(c.conowner)),
       null
from pg_conversion c
join pg_namespace n on n.oid = c.connamespace
where n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x where x.classid = 'pg_conversion'::regclass and x.objid = c.oid and x.deptype = 'e')
