-- One row per account in public, because the Data API cannot see auth.users: the app needs a name and an e-mail address
-- to greet people with.

create or replace function public.set_updated_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end;
$$;

comment on function public.set_updated_at() is 'Trigger function: stamps updated_at with the start of the transaction.';

create table public.users (
  id uuid primary key references auth.users (id) on delete cascade,
  email text not null,
  full_name text,
  avatar_url text,
  onboarding_completed boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint users_email_check check (position('@' in email) > 1)
);

comment on table public.users is 'Profile of an account; id and email repeat auth.users.';

create unique index users_email_lower_key on public.users (lower(email));

create trigger set_users_updated_at
  before update on public.users
  for each row execute function public.set_updated_at();

alter table public.users enable row level security;

create policy "Users read their own profile"
  on public.users for select to authenticated
  using ((select auth.uid()) = id);

create policy "Users change their own profile"
  on public.users for update to authenticated
  using ((select auth.uid()) = id)
  with check ((select auth.uid()) = id);

-- Since tables are no longer exposed by default, each role gets exactly what the app uses.
grant select, update on public.users to authenticated;
grant select, insert, update, delete on public.users to service_role;
