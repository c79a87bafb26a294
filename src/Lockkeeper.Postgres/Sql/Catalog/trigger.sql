-- kind "trigger", identity "name on schema.table". Internal ones (foreign keys) are left out, and so is the copy
-- on a partition, unless it is enabled otherwise than the trigger it copies.
select 'trigger' as kind,
       quote_ident(t.tgname) || ' on ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) as identity,
       pg_get_triggerdef(t.oid) || ' enabled=' || t.tgenabled::text as definition,
       case c.relkind when 'v' then 'view ' when 'f' then 'foreign table ' else 'table ' end
           || quote_ident(n.nspname) || '.' || quote_ident(c.relname) as parent,
       t.tgrelid as unit
from pg_trigger t
join pg_class c on c.oid = t.tgrelid
join pg_namespace n on n.oid = c.relnamespace
where not t.tgisinternal
  and (t.tgparentid = 0
       or t.tgenabled is distinct from (select p.tgenabled from pg_trigger p where p.oid = t.tgparentid))
  and n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x
                  where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.deptype = 'e')
