-- Fills a project that stands at the 26th or 27th migration with production-like data, to rehearse on.
--
-- Run it as the superuser supabase_admin: it sets session_replication_role, so that neither the sign-up trigger nor the
-- event log adds rows of its own, and foreign keys cost nothing (a test proves that they hold afterwards).
-- lockkeeper.scale (default 1) multiplies everything: set it with "set lockkeeper.scale = '3'" on the same connection.
-- The same scale always gives the same rows; running it again, or with a larger scale, adds only what is missing.
--
-- Per unit of scale: 10,000 accounts (5,000 of them also in public.users, 800 in public.user_info), 10,000 identities,
-- 6,000 documents with their files (1,200 with policy details), 18,000 jobs, 53,370 events, 23,400 chunks, 8 workers.

set session_replication_role = replica;

-- Every second account came by e-mail and therefore has a copy in public.users, as 20240812093000 left it.
insert into auth.users (
  instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, confirmation_token, recovery_token,
  email_change_token_new, email_change, last_sign_in_at, raw_app_meta_data, raw_user_meta_data, created_at, updated_at
)
select
  '00000000-0000-0000-0000-000000000000',
  md5('user ' || n)::uuid,
  'authenticated',
  'authenticated',
  format('member%s@insurance-navigator.example', n),
  case when n % 2 = 1 then secret.hash end,
  joined + interval '3 minutes',
  '', '', '', '',
  joined + interval '1 day' * (n % 90),
  case when n % 2 = 1 then '{"provider":"email","providers":["email"]}' else '{"provider":"google","providers":["google"]}' end::jsonb,
  jsonb_build_object('full_name', format('Member %s', n)),
  joined,
  joined
from generate_series(1, 10000 * coalesce(nullif(current_setting('lockkeeper.scale', true), ''), '1')::integer) n
-- One hash for all, with a fixed salt: bcrypt is slow on purpose. The password is "seeded-for-rehearsal".
cross join (select extensions.crypt('seeded-for-rehearsal', '$2a$06$abcdefghijklmnopqrstuu')::text as hash) secret
cross join lateral (select timestamptz '2024-01-20 08:00Z' + interval '47 minutes' * (n % 10000) as joined) j
on conflict (id) do nothing;

insert into auth.identities (id, provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
select
  md5('identity ' || u.id)::uuid,
  u.id::text,
  u.id,
  jsonb_build_object('sub', u.id, 'email', u.email, 'email_verified', true),
  u.raw_app_meta_data ->> 'provider',
  u.last_sign_in_at,
  u.created_at,
  u.created_at
from auth.users u
where u.email like 'member%@insurance-navigator.example'
on conflict do nothing;

-- Gone after the 27th migration.
do $$
begin
  if to_regclass('public.users') is not null then
    insert into public.users (id, email, full_name, onboarding_completed, created_at, updated_at)
    select id, email, raw_user_meta_data ->> 'full_name', last_sign_in_at > created_at, created_at, created_at
    from auth.users
    where raw_app_meta_data ->> 'provider' = 'email' and email like 'member%@insurance-navigator.example'
    on conflict do nothing;
  end if;

  if to_regclass('public.user_info') is not null then
    insert into public.user_info (user_id, zip_code, household_size, annual_income_band, created_at, updated_at)
    select
      id,
      lpad((n % 99999)::text, 5, '0'),
      1 + n % 6,
      (array['under_25k', '25k_50k', '50k_100k', 'over_100k'])[1 + n % 4],
      created_at,
      created_at
    from (select id, created_at, substring(email from '^member([0-9]+)@')::integer as n from public.users) p
    where n % 10000 < 1600 and n % 2 = 1
    on conflict do nothing;
  end if;
end
$$;

insert into documents.documents (
  id, user_id, carrier_id, kind, status, title, storage_path, mime_type, size_bytes, page_count, content_sha256, created_at, updated_at
)
select
  md5('document ' || n)::uuid,
  owner,
  (select (array_agg(c.id order by c.id))[1 + n % 5] from documents.carriers c),
  (array['policy', 'summary_of_benefits', 'explanation_of_benefits', 'claim', 'invoice'])[1 + n % 5]::documents.document_kind,
  case when n % 40 = 0 then 'failed' when n % 25 = 0 then 'processing' else 'ready' end::documents.document_status,
  format('Document %s', n),
  format('%s/%s.pdf', owner, md5('document ' || n)),
  'application/pdf',
  20000 + (n::bigint * 7919) % 4000000,
  1 + n % 60,
  encode(sha256(convert_to('document ' || n, 'UTF8')), 'hex'),
  added,
  added
from generate_series(1, 6000 * coalesce(nullif(current_setting('lockkeeper.scale', true), ''), '1')::integer) n
cross join lateral (
  select
    -- 6,000 documents of 3,000 people: most have none, some have several.
    md5('user ' || (1 + 10000 * ((n - 1) / 6000) + (n * 3) % 9000))::uuid as owner,
    timestamptz '2024-09-01 07:00Z' + interval '29 minutes' * (n % 6000) as added
) d
on conflict (id) do nothing;

insert into documents.policy_details (
  document_id, policy_number, holder_name, effective_on, expires_on, premium_monthly, deductible, out_of_pocket_max, extracted, confidence
)
select
  id,
  'INS-' || upper(left(content_sha256, 10)),
  'Holder of ' || title,
  created_at::date,
  created_at::date + 365,
  80 + page_count * 7.5,
  500 + page_count * 50,
  4000 + page_count * 100,
  jsonb_build_object('network', 'PPO', 'copay', page_count),
  0.5 + page_count / 120.0
from documents.documents
where kind = 'policy'
on conflict do nothing;

insert into storage.objects (id, bucket_id, name, owner, owner_id, created_at, updated_at, last_accessed_at, metadata, version)
select
  md5('object ' || id)::uuid, 'documents', storage_path, user_id, user_id::text, created_at, created_at, created_at,
  jsonb_build_object('size', size_bytes, 'mimetype', mime_type, 'eTag', format('"%s"', left(content_sha256, 32))),
  md5('version ' || id)
from documents.documents
on conflict do nothing;

insert into upload_pipeline.workers (id, hostname, process_id, version, started_at, last_heartbeat_at, stopped_at)
select
  md5('worker ' || n)::uuid, format('worker-%s', n), 100 + n, '1.4.2',
  timestamptz '2024-12-30 06:00Z', timestamptz '2024-12-31 22:00Z',
  case when n % 4 = 0 then timestamptz '2024-12-31 22:00Z' end
from generate_series(1, 8 * coalesce(nullif(current_setting('lockkeeper.scale', true), ''), '1')::integer) n
on conflict do nothing;

-- A document passes parse, chunk and embed; where it failed or is still on its way, the later stages wait or never ran.
insert into upload_pipeline.jobs (
  id, document_id, stage, state, attempts, run_after, last_error, created_at, started_at, finished_at, updated_at, worker_id, lease_expires_at
)
select
  md5('job ' || stage || d.id)::uuid,
  d.id,
  stage,
  state,
  case state when 'queued' then 0 when 'dead_letter' then 3 else 1 end,
  d.created_at,
  case when state = 'dead_letter' then 'parser: no text layer on page 1' end,
  d.created_at,
  case when state <> 'queued' then d.created_at + interval '10 seconds' * step end,
  case when state in ('succeeded', 'dead_letter', 'cancelled') then d.created_at + interval '10 seconds' * step + interval '1 second' * (d.page_count % 9) end,
  d.created_at,
  case when state in ('succeeded', 'running') then md5('worker ' || 1 + d.page_count % 8)::uuid end,
  case when state = 'running' then d.created_at + interval '5 minutes' end
from documents.documents d
cross join lateral (values
  (1, 'parse'::upload_pipeline.job_stage, case d.status when 'failed' then 'dead_letter' else 'succeeded' end::upload_pipeline.job_state),
  (2, 'chunk', case d.status when 'failed' then 'cancelled' when 'processing' then 'running' else 'succeeded' end::upload_pipeline.job_state),
  (3, 'embed', case d.status when 'failed' then 'cancelled' when 'processing' then 'queued' else 'succeeded' end::upload_pipeline.job_state)
) work (step, stage, state)
where d.title like 'Document %'
on conflict do nothing;

insert into upload_pipeline.events (job_id, occurred_at, kind, from_state, to_state, details)
select j.id, e.occurred_at, e.kind, e.from_state, e.to_state, '{}'
from upload_pipeline.jobs j
cross join lateral (values
  (j.created_at, 'created', null::upload_pipeline.job_state, 'queued'::upload_pipeline.job_state),
  (j.started_at, 'state_changed', 'queued', 'running'),
  (j.finished_at, 'state_changed', 'running', j.state)
) e (occurred_at, kind, from_state, to_state)
where e.occurred_at is not null
  and not exists (select from upload_pipeline.events old where old.job_id = j.id)
order by e.occurred_at;

-- Few different vectors, of few dimensions: what matters here is rows and columns, not their meaning.
with vectors as materialized (
  select v, array_agg((sin(v * 31 + i * 7) / 4)::real order by i) as embedding
  from generate_series(0, 63) v, generate_series(1, 32) i
  group by v
)
insert into upload_pipeline.chunks (id, document_id, ordinal, page_from, page_to, heading, content, token_count, created_at, embedding, embedding_model)
select
  md5(format('chunk %s %s', d.id, ordinal))::uuid,
  d.id,
  ordinal,
  1 + ordinal,
  1 + ordinal,
  format('Section %s', ordinal + 1),
  format('Coverage %s of policy %s: the plan pays %s%% after the deductible.', ordinal + 1, left(d.content_sha256, 10), 50 + d.page_count % 50),
  40 + d.page_count,
  d.created_at,
  case when d.status = 'ready' then v.embedding end,
  case when d.status = 'ready' then 'text-embedding-3-small' end
from documents.documents d
cross join generate_series(0, 3) ordinal
join vectors v on v.v = (d.page_count + ordinal) % 64
where d.status <> 'failed'
on conflict do nothing;

reset session_replication_role;

refresh materialized view upload_pipeline.daily_throughput;
analyze;
