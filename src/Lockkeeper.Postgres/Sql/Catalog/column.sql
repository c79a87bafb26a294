-- kind "column", identity schema.relation.column; follows its table, view or composite type.
-- The position counts living columns: dropped ones leave gaps that a restored copy does not have. Servers from 17.12 on stamp each column with a
-- version of their own (pg_attver), which no dump carries.
select 'column' as kind,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) || '.' || quote_ident(a.attname) as identity,
       concat_ws(' ',
           'position=' || row_number() over (partition by a.attrelid order by a.attnum),
           format_type(a.atttypid, a.atttypmod),
           case when a.attnotnull then 'not null' end,
           case when a.attgenerated <> '' then 'generated=' else 'default=' end || pg_get_expr(d.adbin, d.adrelid),
           'identity=' || nullif(a.attidentity::text, ''),
           'collation=' || case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end,
           'storage=' || case when a.attstorage <> t.typstorage then a.attstorage::text end,
           'compression=' || nullif(a.attcompression::text, ''),
           'statistics=' || nullif(coalesce(a.attstattarget, -1), -1),
           'options={' || (select string_agg(o, ',' order by o collate "C") from unnest(a.attoptions) o where o !~ '^pg_attver=') || '}',
           'fdw options=' || md5(a.attfdwoptions::text),
           case when a.attinhcount > 0 then 'inherited=' || a.attinhcount || '/' || a.attislocal end,
           'acl=' || case when a.attacl is not null then (
               select string_agg(g::text, ',' order by g::text collate "C") from unnest(a.attacl) g) end) as definition,
       case c.relkind when 'v' then 'view ' when 'm' then 'materialized view ' when 'f' then 'foreign table ' when 'c' then 'type '
            else 'table ' end || quote_ident(n.nspname) || '.' || quote_ident(c.relname) as parent,
       a.attrelid as unit
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid
join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum and a.atthasdef
where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
  and a.attnum > 0
  and not a.attisdropped
  and n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x
                  where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.deptype = 'e')
