-- Tables as stored: the file that TRUNCATE and rewrites replace, and its bytes. No bytes: certainly no rows.
select c.oid as unit,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name,
       n.nspname, c.relname,
       c.relfilenode,
       pg_relation_size(c.oid) as bytes
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'm')
  and c.relpersistence <> 't'
  and n.nspname !~ '^(pg_|information_schema$)'
