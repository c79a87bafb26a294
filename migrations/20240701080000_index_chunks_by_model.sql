-- Re-embedding with a new model walks all chunks of the old one. The table is large and written to all day, so the index
-- is built concurrently; that cannot run in a transaction, which is why it is alone in its file.
create index concurrently chunks_embedding_model_idx on upload_pipeline.chunks (embedding_model, document_id);
