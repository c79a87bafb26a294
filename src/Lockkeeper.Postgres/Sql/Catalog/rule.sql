-- kind "rule", identity "name on schema.table". The rule that makes a view a view is the view's own definition.
select 'rule' as kind,
       quote_ident(w.rulename) || ' on ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) as identity,
       pg_get_ruledef(w.oid) || ' enabled=' || w.ev_enabled::text as definition,
       case c.relkind when 'v' then 'view ' when 'm' then 'materialized view ' when 'f' then 'foreign table ' else 'table ' end
           || quote_ident(n.nspname) || '.' || quote_ident(c.relname) as parent,
       w.ev_class as unit
from pg_rewrite w
join pg_class c on c.oid = w.ev_class
join pg_namespace n on n.oid = c.relnamespace
where w.rulename <> '_RETURN'
  and n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x
                  where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.deptype = 'e')
