-- Check the old rows against the constraints that were added NOT VALID in May and June.
-- alters: table documents.documents
-- alters: table upload_pipeline.chunks
-- alters: table upload_pipeline.jobs

-- Early test uploads were recorded with a size of zero before storage had reported it.
update documents.documents d
set size_bytes = greatest(1, (o.metadata ->> 'size')::bigint)
from storage.objects o
where d.size_bytes = 0 and o.bucket_id = 'documents' and o.name = d.storage_path;

alter table documents.documents validate constraint documents_size_bytes_check;
alter table documents.documents validate constraint documents_mime_type_check;
alter table upload_pipeline.jobs validate constraint jobs_finished_check;
alter table upload_pipeline.chunks validate constraint chunks_embedding_model_check;
