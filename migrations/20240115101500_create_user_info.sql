-- What the onboarding form asks about a household, for the plan comparison that is planned for spring.

create table public.user_info (
  user_id uuid primary key references public.users (id) on delete cascade,
  date_of_birth date,
  zip_code text,
  household_size smallint,
  annual_income_band text,
  preferred_contact text not null default 'email',
  notes jsonb not null default '{}'::jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint user_info_zip_code_check check (zip_code ~ '^[0-9]{5}(-[0-9]{4})?$'),
  constraint user_info_household_size_check check (household_size between 1 and 20),
  constraint user_info_annual_income_band_check
    check (annual_income_band in ('under_25k', '25k_50k', '50k_100k', 'over_100k')),
  constraint user_info_preferred_contact_check check (preferred_contact in ('email', 'phone', 'mail'))
);

comment on table public.user_info is 'Household facts from the onboarding form.';
comment on column public.user_info.annual_income_band is 'A band, never the figure: we do not want to store incomes.';

create index user_info_zip_code_idx on public.user_info (zip_code) where zip_code is not null;

create trigger set_user_info_updated_at
  before update on public.user_info
  for each row execute function public.set_updated_at();

alter table public.user_info enable row level security;

create policy "Users manage their own household facts"
  on public.user_info for all to authenticated
  using ((select auth.uid()) = user_id)
  with check ((select auth.uid()) = user_id);

grant select, insert, update, delete on public.user_info to authenticated, service_role;
