-- Embeddings of the chunks, and a search by meaning within one person's documents.
--
-- real[] and not pgvector: the extension is not on every server that runs these migrations (PostgreSQL 15 of the
-- distributions has no package), and one person has some hundred chunks, which are compared faster than an index is read.

alter table upload_pipeline.chunks
  add column embedding real[],
  add column embedding_model text;

alter table upload_pipeline.chunks
  add constraint chunks_embedding_model_check check ((embedding is null) = (embedding_model is null)) not valid;

comment on column upload_pipeline.chunks.embedding is 'Unit length, so that the dot product is the cosine.';

create or replace function upload_pipeline.cosine_similarity(a real[], b real[])
returns double precision
language sql
immutable
strict
parallel safe
set search_path = ''
as $$
  select sum(x * y) / nullif(sqrt(sum(x * x)) * sqrt(sum(y * y)), 0)
  from unnest(a::double precision[], b::double precision[]) as pairs (x, y);
$$;

-- With the caller's rights: row level security decides whose chunks are searched.
create or replace function upload_pipeline.match_chunks(query real[], model text, match_count integer default 8)
returns table (chunk_id uuid, document_id uuid, content text, similarity double precision)
language sql
stable
security invoker
set search_path = ''
as $$
  select c.id, c.document_id, c.content, upload_pipeline.cosine_similarity(c.embedding, query) as similarity
  from upload_pipeline.chunks c
  where c.embedding_model = model and cardinality(c.embedding) = cardinality(query)
  order by similarity desc nulls last
  limit least(match_count, 50);
$$;

create index chunks_not_embedded_idx on upload_pipeline.chunks (created_at) where embedding is null;

revoke execute on function upload_pipeline.match_chunks(real[], text, integer) from public;
grant execute on function upload_pipeline.match_chunks(real[], text, integer) to authenticated, service_role;
