-- Whose file it is follows from its folder, <user id>/…, and no longer from storage.objects.owner, which storage has
-- deprecated. Uploads into somebody else's folder were possible so far.
-- alters: policy "Owners read their files" on storage.objects
-- alters: policy "Owners delete their files" on storage.objects
-- removes: policy "Signed-in people upload files" on storage.objects

alter policy "Owners read their files" on storage.objects
  using (
    bucket_id in ('documents', 'parsed')
    and (storage.foldername(name))[1] = (select auth.uid())::text
  );

alter policy "Owners delete their files" on storage.objects
  using (
    bucket_id = 'documents'
    and (storage.foldername(name))[1] = (select auth.uid())::text
  );

drop policy if exists "Signed-in people upload files" on storage.objects;

drop policy if exists "Owners upload into their folder" on storage.objects;
create policy "Owners upload into their folder"
  on storage.objects for insert to authenticated
  with check (
    bucket_id = 'documents'
    and (storage.foldername(name))[1] = (select auth.uid())::text
    and lower(storage.extension(name)) in ('pdf', 'png', 'jpg', 'jpeg')
  );
