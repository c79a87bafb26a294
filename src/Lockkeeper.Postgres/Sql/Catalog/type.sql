-- kinds "domain" and "type" (enum, range, composite, base). Row types, array types and multiranges follow what made them.
select case t.typtype when 'd' then 'domain' else 'type' end as kind,
       quote_ident(n.nspname) || '.' || quote_ident(t.typname) as identity,
       concat_ws(' ',
           'typtype=' || t.typtype::text,
           'owner=' || pg_get_userbyid(t.typowner),
           'acl=' || (select string_agg(a::text, ',' order by a::text collate "C")
                      from unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a),
           case t.typtype
               when 'e' then 'labels=' || (
                   select string_agg(quote_literal(e.enumlabel), ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)
               when 'd' then concat_ws(' ',
                   format_type(t.typbasetype, t.typtypmod),
                   case when t.typnotnull then 'not null' end,
                   'default=' || t.typdefault,
                   'collation=' || nullif(t.typcollation, 0)::regcollation::text)
               when 'r' then (
                   select concat_ws(' ',
                       r.rngsubtype::regtype,
                       'opclass=' || (select o.opcname from pg_opclass o where o.oid = r.rngsubopc),
                       'collation=' || nullif(r.rngcollation, 0)::regcollation::text,
                       'canonical=' || nullif(r.rngcanonical::oid, 0)::regprocedure::text,
                       'difference=' || nullif(r.rngsubdiff::oid, 0)::regprocedure::text,
                       'multirange=' || r.rngmultitypid::regtype)
                   from pg_range r where r.rngtypid = t.oid)
               when 'b' then concat_ws(' ', t.typinput, t.typoutput, t.typlen, t.typalign, t.typstorage)
           end) as definition,
       null::text as parent,
       t.oid as unit
from pg_type t
join pg_namespace n on n.oid = t.typnamespace
left join pg_class c on c.oid = t.typrelid
where (t.typtype in ('e', 'd', 'r') or (t.typtype = 'c' and c.relkind = 'c') or (t.typtype = 'b' and t.typelem = 0))
  and n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x
                  where x.classid = 'pg_type'::regclass and x.objid = t.oid and x.deptype = 'e')
