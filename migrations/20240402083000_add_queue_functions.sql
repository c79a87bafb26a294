-- How workers take jobs and give them back. All state changes go through these three functions.

-- SKIP LOCKED lets workers claim side by side: a row that another one is claiming is passed over, not waited for.
create or replace function upload_pipeline.claim_job(worker uuid, lease interval default interval '5 minutes')
returns setof upload_pipeline.jobs
language sql
set search_path = ''
as $$
  update upload_pipeline.jobs
  set state = 'running',
      attempts = attempts + 1,
      worker_id = worker,
      started_at = coalesce(started_at, now()),
      lease_expires_at = now() + lease
  where id = (
    select j.id
    from upload_pipeline.jobs j
    where j.state = 'queued'
      and j.run_after <= now()
      and j.stage = any ((select w.stages from upload_pipeline.workers w where w.id = worker)::upload_pipeline.job_stage[])
    order by j.priority desc, j.run_after, j.created_at
    limit 1
    for update skip locked
  )
  returning *;
$$;

create or replace function upload_pipeline.complete_job(job uuid, worker uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  update upload_pipeline.jobs
  set state = 'succeeded', finished_at = now(), lease_expires_at = null, last_error = null
  where id = job and worker_id = worker and state = 'running';
  return found;
end;
$$;

-- Back into the queue with an exponential delay, until the attempts are used up.
create or replace function upload_pipeline.fail_job(job uuid, worker uuid, reason text)
returns upload_pipeline.job_state
language plpgsql
set search_path = ''
as $$
declare
  outcome upload_pipeline.job_state;
begin
  update upload_pipeline.jobs
  set state = case when attempts < max_attempts then 'queued' else 'failed' end::upload_pipeline.job_state,
      run_after = now() + interval '30 seconds' * power(2, attempts),
      finished_at = case when attempts < max_attempts then null else now() end,
      worker_id = null,
      lease_expires_at = null,
      last_error = left(reason, 2000)
  where id = job and worker_id = worker and state = 'running'
  returning state into outcome;
  return outcome;
end;
$$;

comment on function upload_pipeline.claim_job(uuid, interval) is 'Takes the next job for a worker; no row when there is none.';
comment on function upload_pipeline.complete_job(uuid, uuid) is 'False when the worker has lost its lease meanwhile.';
comment on function upload_pipeline.fail_job(uuid, uuid, text) is 'The state after the failure; null when the lease was lost.';

revoke execute on function
  upload_pipeline.claim_job(uuid, interval),
  upload_pipeline.complete_job(uuid, uuid),
  upload_pipeline.fail_job(uuid, uuid, text)
from public;
grant execute on function
  upload_pipeline.claim_job(uuid, interval),
  upload_pipeline.complete_job(uuid, uuid),
  upload_pipeline.fail_job(uuid, uuid, text)
to service_role;
