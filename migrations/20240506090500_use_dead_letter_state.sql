-- Send jobs whose attempts are used up to dead_letter, and let support put them back.
-- alters: function upload_pipeline.fail_job(uuid, uuid, text)
-- alters: table upload_pipeline.jobs

alter table upload_pipeline.jobs drop constraint jobs_finished_check;
alter table upload_pipeline.jobs add constraint jobs_finished_check check (
  (finished_at is not null) = (state in ('succeeded', 'failed', 'cancelled', 'dead_letter'))
) not valid; -- checked in 20240617093000

create index jobs_dead_letter_idx on upload_pipeline.jobs (finished_at desc) where state = 'dead_letter';

create or replace function upload_pipeline.fail_job(job uuid, worker uuid, reason text)
returns upload_pipeline.job_state
language plpgsql
set search_path = ''
as $$
declare
  outcome upload_pipeline.job_state;
begin
  update upload_pipeline.jobs
  set state = case when attempts < max_attempts then 'queued' else 'dead_letter' end::upload_pipeline.job_state,
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

create or replace function upload_pipeline.requeue_job(job uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  update upload_pipeline.jobs
  set state = 'queued', attempts = 0, run_after = now(), finished_at = null
  where id = job and state in ('failed', 'dead_letter');
  return found;
end;
$$;

comment on function upload_pipeline.requeue_job(uuid) is 'For support: gives a job that failed all its attempts again.';

revoke execute on function upload_pipeline.requeue_job(uuid) from public;
grant execute on function upload_pipeline.requeue_job(uuid) to service_role;
