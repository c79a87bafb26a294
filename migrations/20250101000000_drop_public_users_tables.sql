-- Drop the copy of the accounts: public.users repeats auth.users, public.user_info was never used, and the trigger that
-- feeds them can fail a sign-up. auth.users is the only list of accounts from here on.
-- removes: trigger on_auth_user_created on auth.users
-- removes: function public.handle_new_user()
-- removes: table public.user_info
-- removes: table public.users
-- loses data: public.user_info
-- loses data: public.users

-- Where nobody bounds the wait for locks (a plain push), do it here: behind a long transaction every sign-in would
-- queue. set_config and not SET LOCAL, which has no effect outside an explicit transaction block.
select set_config('lock_timeout', '3s', true)
where current_setting('lock_timeout') = '0';

-- In the order in which a sign-up takes its locks, auth.users before public.users: the other way round, the two would
-- wait for each other. Nothing below scans a table, so the locks last for milliseconds.
drop trigger if exists on_auth_user_created on auth.users;
drop function if exists public.handle_new_user();

-- No CASCADE: what still depends on these tables must be seen, not swept away.
drop table if exists public.user_info;
drop table if exists public.users;
