-- A log of what happened to each job, written by the database itself so that no worker can forget it.

create table upload_pipeline.events (
  id bigint generated always as identity primary key,
  job_id uuid not null references upload_pipeline.jobs (id) on delete cascade,
  occurred_at timestamptz not null default clock_timestamp(),
  kind text not null,
  from_state upload_pipeline.job_state,
  to_state upload_pipeline.job_state,
  details jsonb not null default '{}'::jsonb,
  constraint events_kind_check check (kind in ('created', 'state_changed', 'note'))
);

comment on table upload_pipeline.events is 'Append-only history of the jobs.';

create index events_job_idx on upload_pipeline.events (job_id, occurred_at);
-- The log is in order of time already: a BRIN index costs a few pages.
create index events_occurred_brin on upload_pipeline.events using brin (occurred_at);

create or replace function upload_pipeline.record_job_event()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    insert into upload_pipeline.events (job_id, kind, to_state)
    values (new.id, 'created', new.state);
  elsif new.state is distinct from old.state then
    insert into upload_pipeline.events (job_id, kind, from_state, to_state, details)
    values (
      new.id, 'state_changed', old.state, new.state,
      jsonb_strip_nulls(jsonb_build_object('attempt', new.attempts, 'worker', new.worker_id, 'error', new.last_error))
    );
  end if;
  return null;
end;
$$;

revoke execute on function upload_pipeline.record_job_event() from public;

create trigger record_job_event
  after insert or update of state on upload_pipeline.jobs
  for each row execute function upload_pipeline.record_job_event();

alter table upload_pipeline.events enable row level security;

create policy "Owners read the history of their jobs"
  on upload_pipeline.events for select to authenticated
  using (
    exists (
      select
      from upload_pipeline.jobs j
      join documents.documents d on d.id = j.document_id
      where j.id = events.job_id and d.user_id = (select auth.uid())
    )
  );

grant select on upload_pipeline.events to authenticated;
grant select, insert on upload_pipeline.events to service_role;
