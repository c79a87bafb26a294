-- Uploaded insurance documents and the carriers that issued them.

create schema if not exists documents;
comment on schema documents is 'What people upload, and what we learnt from it.';

create type documents.document_kind as enum (
  'policy',
  'summary_of_benefits',
  'explanation_of_benefits',
  'claim',
  'invoice',
  'other'
);

create type documents.document_status as enum ('uploaded', 'processing', 'ready', 'failed', 'archived');

create table documents.carriers (
  id smallint generated always as identity primary key,
  name text not null unique,
  naic_code text unique,
  website text,
  created_at timestamptz not null default now(),
  constraint carriers_naic_code_check check (naic_code ~ '^[0-9]{5}$')
);

comment on column documents.carriers.naic_code is 'Company code of the National Association of Insurance Commissioners.';

insert into documents.carriers (name, naic_code) values
  ('Northfield Mutual', '10011'),
  ('Harbor Health Plans', '10022'),
  ('Cedar & Pine Insurance', '10033'),
  ('Blue Ridge Assurance', '10044'),
  ('Prairie Home Casualty', '10055')
on conflict (name) do nothing;

create table documents.documents (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  carrier_id smallint references documents.carriers (id),
  kind documents.document_kind not null default 'other',
  status documents.document_status not null default 'uploaded',
  title text not null,
  storage_path text not null,
  mime_type text not null,
  size_bytes bigint not null,
  page_count integer,
  content_sha256 text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint documents_content_sha256_check check (content_sha256 ~ '^[0-9a-f]{64}$'),
  constraint documents_page_count_check check (page_count > 0)
);

comment on table documents.documents is 'One row per uploaded file. The bytes are in storage, bucket documents.';
comment on column documents.documents.storage_path is 'storage.objects.name; the first folder is the owner''s id.';

-- The same file uploaded twice by one person is one document.
create unique index documents_user_content_key on documents.documents (user_id, content_sha256);
create index documents_user_created_idx on documents.documents (user_id, created_at desc);
create index documents_carrier_idx on documents.documents (carrier_id);

create table documents.policy_details (
  document_id uuid primary key references documents.documents (id) on delete cascade,
  policy_number text,
  holder_name text,
  effective_on date,
  expires_on date,
  premium_monthly numeric(10, 2),
  deductible numeric(12, 2),
  out_of_pocket_max numeric(12, 2),
  extracted jsonb not null default '{}'::jsonb,
  confidence real,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint policy_details_term_check check (expires_on >= effective_on),
  constraint policy_details_confidence_check check (confidence between 0 and 1)
);

create index policy_details_expires_idx on documents.policy_details (expires_on);
create index policy_details_extracted_idx on documents.policy_details using gin (extracted jsonb_path_ops);
