-- The text of a document in pieces that fit a model's context.

create table upload_pipeline.chunks (
  id uuid primary key default gen_random_uuid(),
  document_id uuid not null references documents.documents (id) on delete cascade,
  ordinal integer not null,
  page_from integer,
  page_to integer,
  heading text,
  content text not null,
  token_count integer not null,
  search tsvector generated always as (
    setweight(to_tsvector('english', coalesce(heading, '')), 'A') || to_tsvector('english', content)
  ) stored,
  created_at timestamptz not null default now(),
  constraint chunks_document_ordinal_key unique (document_id, ordinal),
  constraint chunks_ordinal_check check (ordinal >= 0),
  constraint chunks_pages_check check (page_to >= page_from),
  constraint chunks_token_count_check check (token_count between 1 and 8192)
);

comment on table upload_pipeline.chunks is 'Ordered pieces of a document''s text.';
comment on column upload_pipeline.chunks.search is 'For words the embedding misses: policy numbers, names of drugs.';

create index chunks_search_idx on upload_pipeline.chunks using gin (search);

alter table upload_pipeline.chunks enable row level security;

create policy "Owners read their chunks"
  on upload_pipeline.chunks for select to authenticated
  using (
    exists (
      select from documents.documents d
      where d.id = chunks.document_id and d.user_id = (select auth.uid())
    )
  );

grant select on upload_pipeline.chunks to authenticated;
grant all on upload_pipeline.chunks to service_role;
