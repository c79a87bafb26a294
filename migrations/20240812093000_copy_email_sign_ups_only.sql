-- Sign-in with Google and Apple is live, and those accounts may hide their e-mail address, which public.users demands:
-- their sign-up failed with "Database error saving new user". The app reads their names from the token, so copy only
-- accounts that signed up by e-mail.
-- alters: function public.handle_new_user()

create or replace function public.handle_new_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Rows written by old versions of the auth service have no provider.
  if coalesce(new.raw_app_meta_data ->> 'provider', 'email') <> 'email' or new.email is null then
    return new;
  end if;

  insert into public.users (id, email, full_name, avatar_url)
  values (
    new.id,
    new.email,
    new.raw_user_meta_data ->> 'full_name',
    new.raw_user_meta_data ->> 'avatar_url'
  )
  on conflict do nothing;
  return new;
end;
$$;
