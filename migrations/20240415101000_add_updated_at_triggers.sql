-- updated_at was set by the clients, and some forgot it. From here on the database sets it.

do $$
declare
  target regclass;
begin
  foreach target in array array[
    'documents.documents',
    'documents.policy_details',
    'upload_pipeline.jobs'
  ]::regclass[]
  loop
    execute format('drop trigger if exists set_updated_at on %s', target);
    execute format(
      'create trigger set_updated_at before update on %s '
      'for each row when (old.* is distinct from new.*) execute function public.set_updated_at()',
      target);
  end loop;
end;
$$;
