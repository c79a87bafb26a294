-- Row level security and grants for documents: everybody sees their own documents and nobody else's.
-- alters: schema documents
-- alters: table documents.carriers
-- alters: table documents.documents
-- alters: table documents.policy_details

alter table documents.carriers enable row level security;
alter table documents.documents enable row level security;
alter table documents.policy_details enable row level security;

create policy "Carriers are public"
  on documents.carriers for select to anon, authenticated
  using (true);

-- (select auth.uid()) is evaluated once per statement, auth.uid() once per row.
create policy "Owners read their documents"
  on documents.documents for select to authenticated
  using ((select auth.uid()) = user_id);

create policy "Owners add documents"
  on documents.documents for insert to authenticated
  with check ((select auth.uid()) = user_id);

create policy "Owners rename and archive their documents"
  on documents.documents for update to authenticated
  using ((select auth.uid()) = user_id)
  with check ((select auth.uid()) = user_id);

create policy "Owners delete their documents"
  on documents.documents for delete to authenticated
  using ((select auth.uid()) = user_id);

create policy "Owners read what was extracted"
  on documents.policy_details for select to authenticated
  using (
    exists (
      select from documents.documents d
      where d.id = policy_details.document_id and d.user_id = (select auth.uid())
    )
  );

grant usage on schema documents to anon, authenticated, service_role;
grant select on documents.carriers to anon, authenticated;
grant select, insert, delete on documents.documents to authenticated;
-- The pipeline alone decides on the rest of the columns.
grant update (title, kind, carrier_id, status) on documents.documents to authenticated;
grant select on documents.policy_details to authenticated;
grant all on all tables in schema documents to service_role;
