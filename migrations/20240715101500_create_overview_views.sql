-- What the document list and the operators' dashboard show, each in one query.

-- security_invoker: the reader's own row level security applies, not the owner's.
create view documents.document_overview
with (security_invoker = true)
as
select
  d.id,
  d.user_id,
  u.full_name as owner_name,
  d.title,
  d.kind,
  d.status,
  c.name as carrier,
  p.policy_number,
  p.expires_on,
  d.size_bytes,
  d.created_at,
  (select count(*) from upload_pipeline.chunks k where k.document_id = d.id) as chunk_count
from documents.documents d
join public.users u on u.id = d.user_id
left join documents.carriers c on c.id = d.carrier_id
left join documents.policy_details p on p.document_id = d.id;

comment on view documents.document_overview is 'The document list of the app.';

create view upload_pipeline.queue_health
with (security_invoker = true)
as
select
  stage,
  state,
  count(*) as jobs,
  min(run_after) filter (where state = 'queued') as oldest_waiting,
  count(*) filter (where state = 'running' and lease_expires_at < now()) as lost_leases
from upload_pipeline.jobs
group by stage, state;

comment on view upload_pipeline.queue_health is 'For the dashboard: how much waits, and what was left by crashed workers.';

create view upload_pipeline.live_workers
with (security_invoker = true)
as
select w.id, w.hostname, w.version, w.last_heartbeat_at, count(j.id) as running_jobs
from upload_pipeline.workers w
left join upload_pipeline.jobs j on j.worker_id = w.id and j.state = 'running'
where w.stopped_at is null and w.last_heartbeat_at > now() - interval '2 minutes'
group by w.id;

grant select on documents.document_overview to authenticated, service_role;
grant select on upload_pipeline.queue_health, upload_pipeline.live_workers to service_role;
