-- kind "statistics object"; follows its table.
select 'statistics object' as kind,
       quote_ident(n.nspname) || '.' || quote_ident(s.stxname) as identity,
       concat_ws(' ',
           pg_get_statisticsobjdef(s.oid),
           'owner=' || pg_get_userbyid(s.stxowner),
           'target=' || coalesce(s.stxstattarget, -1)) as definition,
       case c.relkind when 'm' then 'materialized view ' when 'f' then 'foreign table ' else 'table ' end || c.oid::regclass as parent,
       s.stxrelid as unit
from pg_statistic_ext s
join pg_namespace n on n.oid = s.stxnamespace
join pg_class c on c.oid = s.stxrelid
where n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
