-- Uploads are limited to 50 MB by the bucket; hold rows that come by other ways to the same limit.
--
-- NOT VALID takes its lock for an instant only and binds new rows at once. The scan over the old rows follows in
-- 20240617093000, in a transaction of its own, under a lock that lets reads and writes pass.

alter table documents.documents
  add constraint documents_size_bytes_check check (size_bytes between 1 and 52428800) not valid;

alter table documents.documents
  add constraint documents_mime_type_check check (mime_type in ('application/pdf', 'image/png', 'image/jpeg')) not valid;
