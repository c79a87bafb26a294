-- Who works on the queue, and since when we have not heard from them.

create table upload_pipeline.workers (
  id uuid primary key default gen_random_uuid(),
  hostname text not null,
  process_id integer not null,
  version text not null,
  stages upload_pipeline.job_stage[] not null default '{parse,chunk,embed}',
  started_at timestamptz not null default now(),
  last_heartbeat_at timestamptz not null default now(),
  stopped_at timestamptz,
  constraint workers_stages_check check (cardinality(stages) > 0)
);

comment on table upload_pipeline.workers is 'One row per worker process. A row without stopped_at and with an old heartbeat crashed.';

create unique index workers_live_process_key
  on upload_pipeline.workers (hostname, process_id)
  where stopped_at is null;

alter table upload_pipeline.jobs
  add column worker_id uuid references upload_pipeline.workers (id) on delete set null,
  add column lease_expires_at timestamptz;

create index jobs_worker_idx on upload_pipeline.jobs (worker_id) where worker_id is not null;
create index jobs_lease_idx on upload_pipeline.jobs (lease_expires_at) where state = 'running';

comment on column upload_pipeline.jobs.lease_expires_at is 'After this moment another worker may take the job over.';

create or replace function upload_pipeline.heartbeat(worker uuid)
returns timestamptz
language sql
set search_path = ''
as $$
  update upload_pipeline.workers
  set last_heartbeat_at = clock_timestamp()
  where id = worker and stopped_at is null
  returning last_heartbeat_at;
$$;

-- Row level security without a policy: only service_role, which is exempt from it, gets at the workers.
alter table upload_pipeline.workers enable row level security;
grant all on upload_pipeline.workers to service_role;
revoke execute on function upload_pipeline.heartbeat(uuid) from public;
grant execute on function upload_pipeline.heartbeat(uuid) to service_role;
