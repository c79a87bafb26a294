-- kind "extension"; its members are left out, they follow its version.
select 'extension' as kind,
       quote_ident(e.extname) as identity,
       concat_ws(' ', 'version=' || e.extversion, 'schema=' || quote_ident(n.nspname)) as definition,
       null::text as parent
from pg_extension e
join pg_namespace n on n.oid = e.extnamespace
