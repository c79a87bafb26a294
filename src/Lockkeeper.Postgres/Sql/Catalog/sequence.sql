-- kinds "sequence", which follows the column that owns it (serial), and "identity sequence", which is a part of its column.
-- The current value is data, not a fact.
select case o.deptype when 'i' then 'identity sequence' else 'sequence' end as kind,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) as identity,
       concat_ws(' ',
           s.seqtypid::regtype,
           'start=' || s.seqstart, 'increment=' || s.seqincrement, 'min=' || s.seqmin, 'max=' || s.seqmax,
           'cache=' || s.seqcache, 'cycle=' || s.seqcycle,
           'persistence=' || c.relpersistence::text,
           'owner=' || pg_get_userbyid(c.relowner),
           'acl=' || (select string_agg(a::text, ',' order by a::text collate "C")
                      from unnest(coalesce(c.relacl, acldefault('s', c.relowner))) a),
           'owned by=' || o.name) as definition,
       'column ' || o.name as parent,
       s.seqrelid as unit
from pg_sequence s
join pg_class c on c.oid = s.seqrelid
join pg_namespace n on n.oid = c.relnamespace
left join lateral (
    select d.refobjid::regclass || '.' || quote_ident(a.attname) as name, d.deptype
    from pg_depend d
    join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where d.classid = 'pg_class'::regclass and d.objid = c.oid
      and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0
    limit 1) o on true
where n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x
                  where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.deptype = 'e')
