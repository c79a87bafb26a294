-- Of these names, those in a schema that exists and that are neither relation, routine nor type.
select quote_ident(g.schema) || '.' || quote_ident(g.name)
from unnest($1::text[], $2::text[]) as g (schema, name)
join pg_namespace n on n.nspname = g.schema
where not exists (select from pg_class c where c.relnamespace = n.oid and c.relname = g.name)
  and not exists (select from pg_proc p where p.pronamespace = n.oid and p.proname = g.name)
  and not exists (select from pg_type t where t.typnamespace = n.oid and t.typname = g.name)
