-- Buckets for the originals and for what the parser makes of them, with policies on their objects.
--
-- Projects made before 2023 have a storage.buckets without file_size_limit, allowed_mime_types or even public; naming a
-- missing column would fail. So the row is written first with what every version has, then each limit where it exists.
-- alters: table storage.buckets

insert into storage.buckets (id, name) values
  ('documents', 'documents'),
  ('parsed', 'parsed')
on conflict (id) do nothing;

do $$
declare
  setting record;
begin
  for setting in
    select *
    from (values
      ('documents', 'public', 'false'),
      ('documents', 'file_size_limit', '52428800'),
      ('documents', 'allowed_mime_types', '{application/pdf,image/png,image/jpeg}'),
      ('parsed', 'public', 'false'),
      ('parsed', 'file_size_limit', '10485760'),
      ('parsed', 'allowed_mime_types', '{text/markdown,application/json}')
    ) as wanted (bucket, column_name, value)
    join information_schema.columns c using (column_name)
    where c.table_schema = 'storage' and c.table_name = 'buckets'
  loop
    execute format(
      'update storage.buckets set %1$I = %2$L where id = %3$L and %1$I is distinct from %2$L',
      setting.column_name, setting.value, setting.bucket);
  end loop;
end;
$$;

drop policy if exists "Owners read their files" on storage.objects;
create policy "Owners read their files"
  on storage.objects for select to authenticated
  using (bucket_id = 'documents' and owner = (select auth.uid()));

drop policy if exists "Signed-in people upload files" on storage.objects;
create policy "Signed-in people upload files"
  on storage.objects for insert to authenticated
  with check (bucket_id = 'documents');

drop policy if exists "Owners delete their files" on storage.objects;
create policy "Owners delete their files"
  on storage.objects for delete to authenticated
  using (bucket_id = 'documents' and owner = (select auth.uid()));

drop policy if exists "Pipeline manages parsed files" on storage.objects;
create policy "Pipeline manages parsed files"
  on storage.objects for all to service_role
  using (bucket_id in ('documents', 'parsed'))
  with check (bucket_id in ('documents', 'parsed'));
