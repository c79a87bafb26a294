-- Accounts from before the sign-up trigger (20240122140000) have no row in public.users and cannot upload, because
-- documents refer to it. Give them one. Safe to repeat; accounts without an e-mail address stay out.

insert into public.users (id, email, full_name, avatar_url, created_at)
select
  u.id,
  u.email,
  u.raw_user_meta_data ->> 'full_name',
  u.raw_user_meta_data ->> 'avatar_url',
  coalesce(u.created_at, now())
from auth.users u
where u.email is not null
  and u.deleted_at is null
  and not exists (select from public.users p where p.id = u.id)
on conflict do nothing;

do $$
declare
  missing bigint;
begin
  select count(*) into missing
  from auth.users u
  where u.email is not null
    and u.deleted_at is null
    and not exists (select from public.users p where p.id = u.id);
  raise notice 'accounts still without a profile: %', missing;
end;
$$;
