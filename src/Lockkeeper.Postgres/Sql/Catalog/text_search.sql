-- kinds "text search configuration" and "text search dictionary".
select 'text search configuration' as kind,
       quote_ident(n.nspname) || '.' || quote_ident(c.cfgname) as identity,
       concat_ws(' ',
           'parser=' || (select prsname from pg_ts_parser where oid = c.cfgparser),
           'owner=' || pg_get_userbyid(c.cfgowner),
           'mappings=' || (select string_agg(m.maptokentype || ':' || m.mapseqno || ':' || m.mapdict::regdictionary, ','
                                             order by m.maptokentype, m.mapseqno)
                           from pg_ts_config_map m where m.mapcfg = c.oid)) as definition,
       null::text as parent
from pg_ts_config c
join pg_namespace n on n.oid = c.cfgnamespace
where n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x where x.classid = 'pg_ts_config'::regclass and x.objid = c.oid and x.deptype = 'e')
union all
select 'text search dictionary',
       quote_ident(n.nspname) || '.' || quote_ident(d.dictname),
       concat_ws(' ',
           'template=' || (select tmplname from pg_ts_template where oid = d.dicttemplate),
           'options=' || d.dictinitoption,
           'owner=' || pg_get_userbyid(d.dictowner)),
       null
from pg_ts_dict d
join pg_namespace n on n.oid = d.dictnamespace
where n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x where x.classid = 'pg_ts_dict'::regclass and x.objid = d.oid and x.deptype = 'e')
