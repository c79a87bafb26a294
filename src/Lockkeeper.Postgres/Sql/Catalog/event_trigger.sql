-- kind "event trigger".
select 'event trigger' as kind,
       quote_ident(e.evtname) as identity,
       concat_ws(' ',
           e.evtevent, 'enabled=' || e.evtenabled::text, 'function=' || e.evtfoid::regprocedure,
           'owner=' || pg_get_userbyid(e.evtowner),
           'tags=' || (select string_agg(t, ',' order by t collate "C") from unnest(e.evttags) t)) as definition,
       null::text as parent
from pg_event_trigger e
where not exists (select from pg_depend x
                  where x.classid = 'pg_event_trigger'::regclass and x.objid = e.oid and x.deptype = 'e')
