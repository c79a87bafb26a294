-- The queue behind an upload: one job per stage of a document, claimed by workers.

create schema if not exists upload_pipeline;
comment on schema upload_pipeline is 'Parses, chunks and embeds documents. Only workers write here.';

create type upload_pipeline.job_stage as enum ('parse', 'chunk', 'embed');
create type upload_pipeline.job_state as enum ('queued', 'running', 'succeeded', 'failed', 'cancelled');

create table upload_pipeline.jobs (
  id uuid primary key default gen_random_uuid(),
  document_id uuid not null references documents.documents (id) on delete cascade,
  stage upload_pipeline.job_stage not null,
  state upload_pipeline.job_state not null default 'queued',
  priority smallint not null default 0,
  attempts smallint not null default 0,
  max_attempts smallint not null default 3,
  run_after timestamptz not null default now(),
  payload jsonb not null default '{}'::jsonb,
  last_error text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  updated_at timestamptz not null default now(),
  constraint jobs_attempts_check check (attempts >= 0 and attempts <= max_attempts),
  constraint jobs_finished_check check (
    (finished_at is not null) = (state in ('succeeded', 'failed', 'cancelled'))
  )
);

comment on table upload_pipeline.jobs is 'Work to do on a document, one row per stage.';
comment on column upload_pipeline.jobs.run_after is 'Not to be claimed earlier: retries back off.';

-- Only jobs that wait are ever searched by priority, and they are few.
create index jobs_claimable_idx
  on upload_pipeline.jobs (priority desc, run_after, created_at)
  where state = 'queued';
create unique index jobs_one_open_per_stage_key
  on upload_pipeline.jobs (document_id, stage)
  where state in ('queued', 'running');
create index jobs_document_idx on upload_pipeline.jobs (document_id);

alter table upload_pipeline.jobs enable row level security;

create policy "Owners follow their jobs"
  on upload_pipeline.jobs for select to authenticated
  using (
    exists (
      select from documents.documents d
      where d.id = jobs.document_id and d.user_id = (select auth.uid())
    )
  );

grant usage on schema upload_pipeline to authenticated, service_role;
grant select on upload_pipeline.jobs to authenticated;
grant all on upload_pipeline.jobs to service_role;
