-- Which tables with facts in their rows exist, and whether this role sees all of their rows.
select v.file,
       v.schema || '.' || v.name as relation,
       has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') and not row_security_active(c.oid) as readable
from (values ('bucket', 'storage', 'buckets'), ('cron_job', 'cron', 'job')) as v (file, schema, name)
join pg_namespace n on n.nspname = v.schema
join pg_class c on c.relnamespace = n.oid and c.relname = v.name and c.relkind in ('r', 'p')
