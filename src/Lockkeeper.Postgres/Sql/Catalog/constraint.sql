-- kind "constraint", identity "name on schema.table"; follows its table or domain. NOT NULL belongs to the column.
select 'constraint' as kind,
       quote_ident(k.conname) || ' on ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) as identity,
       concat_ws(' ',
           pg_get_constraintdef(k.oid),
           case when k.coninhcount > 0 then 'inherited=' || k.coninhcount || '/' || k.conislocal end) as definition,
       case c.relkind when 'f' then 'foreign table ' else 'table ' end
           || quote_ident(n.nspname) || '.' || quote_ident(c.relname) as parent,
       k.conrelid as unit
from pg_constraint k
join pg_class c on c.oid = k.conrelid
join pg_namespace n on n.oid = c.relnamespace
where k.contype not in ('t', 'n')
  and n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x
                  where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.deptype = 'e')
union all
select 'constraint',
       quote_ident(k.conname) || ' on ' || quote_ident(n.nspname) || '.' || quote_ident(t.typname),
       pg_get_constraintdef(k.oid),
       'domain ' || quote_ident(n.nspname) || '.' || quote_ident(t.typname),
       k.contypid
from pg_constraint k
join pg_type t on t.oid = k.contypid
join pg_namespace n on n.oid = t.typnamespace
where k.contypid <> 0
  and k.contype <> 'n'
  and n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x
                  where x.classid = 'pg_type'::regclass and x.objid = t.oid and x.deptype = 'e')
