-- Figures per day for the weekly report. The jobs behind them are many, and yesterday does not change any more.

create materialized view upload_pipeline.daily_throughput as
select
  date_trunc('day', j.finished_at at time zone 'UTC')::date as day,
  j.stage,
  count(*) filter (where j.state = 'succeeded') as succeeded,
  count(*) filter (where j.state in ('failed', 'dead_letter')) as failed,
  percentile_cont(0.5) within group (order by extract(epoch from j.finished_at - j.started_at)) as median_seconds,
  percentile_cont(0.95) within group (order by extract(epoch from j.finished_at - j.started_at)) as p95_seconds
from upload_pipeline.jobs j
where j.finished_at is not null
group by 1, 2
with data;

comment on materialized view upload_pipeline.daily_throughput is 'Refreshed nightly by the scheduler through refresh_daily_throughput().';

-- REFRESH … CONCURRENTLY needs a unique index over all rows.
create unique index daily_throughput_key on upload_pipeline.daily_throughput (day, stage);

-- Only the owner may refresh; the scheduler signs in as service_role.
create or replace function upload_pipeline.refresh_daily_throughput()
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  refresh materialized view concurrently upload_pipeline.daily_throughput;
end;
$$;

revoke execute on function upload_pipeline.refresh_daily_throughput() from public;
grant execute on function upload_pipeline.refresh_daily_throughput() to service_role;
grant select on upload_pipeline.daily_throughput to service_role;
