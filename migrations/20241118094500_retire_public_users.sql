-- Nothing reads public.users or public.user_info any more: the app takes names from the token, documents refer to
-- auth.users, and the plan comparison was never built. Close both to clients for a while before they are dropped, so
-- that a forgotten reader shows itself while it can still be helped.
-- alters: table public.users
-- alters: table public.user_info

revoke all on public.users from anon, authenticated;
revoke all on public.user_info from anon, authenticated;

comment on table public.users is 'DEPRECATED since 2024-11-18: duplicate of auth.users, to be dropped with its sign-up trigger.';
comment on table public.user_info is 'DEPRECATED since 2024-11-18: never used, to be dropped.';
