-- kinds "publication", "published schema" and "published table" (identity "schema.table in publication").
select 'publication' as kind,
       quote_ident(p.pubname) as identity,
       concat_ws(' ',
           'owner=' || pg_get_userbyid(p.pubowner), 'all tables=' || p.puballtables, 'insert=' || p.pubinsert,
           'update=' || p.pubupdate, 'delete=' || p.pubdelete, 'truncate=' || p.pubtruncate, 'via root=' || p.pubviaroot) as definition,
       null::text as parent
from pg_publication p
union all
select 'published schema', quote_ident(n.nspname) || ' in ' || quote_ident(p.pubname), '', 'schema ' || quote_ident(n.nspname)
from pg_publication_namespace m
join pg_publication p on p.oid = m.pnpubid
join pg_namespace n on n.oid = m.pnnspid
union all
select 'published table',
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' in ' || quote_ident(p.pubname),
       concat_ws(' ',
           'columns=' || (select string_agg(quote_ident(a.attname), ',' order by a.attname collate "C")
                          from unnest(m.prattrs::int2[]) k join pg_attribute a on a.attrelid = m.prrelid and a.attnum = k),
           'where=' || pg_get_expr(m.prqual, m.prrelid)),
       'table ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname)
from pg_publication_rel m
join pg_publication p on p.oid = m.prpubid
join pg_class c on c.oid = m.prrelid
join pg_namespace n on n.oid = c.relnamespace
