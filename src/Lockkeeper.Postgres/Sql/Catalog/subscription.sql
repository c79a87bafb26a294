-- kind "subscription". Where it connects to is for superusers only and holds a password: left out.
select 'subscription' as kind,
       quote_ident(s.subname) as identity,
       concat_ws(' ',
           'owner=' || pg_get_userbyid(s.subowner), 'enabled=' || s.subenabled,
           'publications=' || s.subpublications::text, 'slot=' || s.subslotname) as definition,
       null::text as parent
from pg_subscription s
where s.subdbid = (select oid from pg_database where datname = current_database())
