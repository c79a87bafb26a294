-- kind "cron job": pg_cron's jobs of this database. Commands often carry keys for HTTP calls: only their hash leaves the server.
select 'cron job' as kind,
       coalesce(quote_ident(j.jobname), j.jobid::text) as identity,
       concat_ws(' ',
           'schedule=' || j.schedule, 'command=md5 ' || md5(j.command), 'active=' || j.active, 'user=' || j.username) as definition,
       'extension pg_cron' as parent
from cron.job j
where j.database = current_database()
