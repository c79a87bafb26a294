-- Check the owners of old documents against auth.users, and take the copy of the account out of the document list.
-- alters: table documents.documents
-- alters: view documents.document_overview

alter table documents.documents validate constraint documents_user_id_fkey;

-- A view cannot lose a column by CREATE OR REPLACE.
drop view if exists documents.document_overview;

create view documents.document_overview
with (security_invoker = true)
as
select
  d.id,
  d.user_id,
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
left join documents.carriers c on c.id = d.carrier_id
left join documents.policy_details p on p.document_id = d.id;

comment on view documents.document_overview is 'The document list of the app.';

grant select on documents.document_overview to authenticated, service_role;
