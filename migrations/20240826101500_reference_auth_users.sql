-- documents.user_id pointed to the copy in public.users, so people who came through Google or Apple could not upload.
-- Point to the account itself.
-- alters: table documents.documents
--
-- The new constraint comes first and unvalidated, so that no row is ever without one and nothing is scanned under the lock
-- on auth.users; the scan follows in 20240909083000.

alter table documents.documents
  add constraint documents_user_id_auth_fkey
  foreign key (user_id) references auth.users (id) on delete cascade
  not valid;

alter table documents.documents drop constraint documents_user_id_fkey;
alter table documents.documents rename constraint documents_user_id_auth_fkey to documents_user_id_fkey;
