-- A product as Supabase projects have them: schemas, row level security, triggers, partitions, and functions in every way to quote a body.
create schema auth;
create schema shop;
create schema "Odd; names";
comment on schema "Odd; names" is 'It''s odd; and valid -- no comment';

create function auth.uid() returns uuid language sql stable as $$ select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
create function auth.role() returns text language sql stable as 'select nullif(current_setting(''request.jwt.claim.role'', true), '''')::text';

create type shop.status as enum ('new', 'paid;', 'it''s sent', 'back\slash', E'tab\t');
create type shop.money_with_note as (amount numeric(12, 2), note text);
create domain shop.email as text check (value ~* '^[^@;]+@[^@;]+$') constraint not_too_long check (length(value) < 255);
create type shop.span as range (subtype = timestamptz, multirange_type_name = shop.spans);
create sequence shop.order_numbers start 1000 increment 10 cache 5;

create table auth.users (
  id uuid primary key default gen_random_uuid(),
  email shop.email unique,
  "raw; meta" jsonb not null default '{"a": "b;c", "quote": "''"}',
  created_at timestamptz not null default now()
);
create table shop.customers (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null default 'nobody; yet',
  "full ""name""" text generated always as (upper(name) || E'\n;') stored,
  tags text[] not null default '{"a;b",c}',
  check (name <> ';' and name not like '%;;%' escape '\')
);
create table shop.orders (
  id bigint not null default nextval('shop.order_numbers'),
  customer bigint not null references shop.customers deferrable initially deferred,
  state shop.status not null default 'new',
  during shop.span,
  total shop.money_with_note,
  placed_at timestamptz not null default now(),
  primary key (id, placed_at)
) partition by range (placed_at);
create table shop.orders_2024 partition of shop.orders for values from ('2024-01-01') to ('2025-01-01');
create table shop.orders_2025 partition of shop.orders for values from ('2025-01-01') to ('2026-01-01') with (fillfactor = 70);
create table shop.orders_other partition of shop.orders default;
create table "Odd; names"."T""able" ("Col;umn" int, "select" text, "a$b$c" text, é text, "--" text, "/*" text);
create unlogged table shop.carts (customer bigint, item text, exclude using btree (customer with =) where (item is not null)) ;
create table shop.audit (at timestamptz default clock_timestamp(), who text default current_user, what text) with (autovacuum_enabled = off);

create index on shop.orders (customer, state) include (placed_at);
create unique index customers_by_lower_name on shop.customers (lower(name) text_pattern_ops desc nulls last) where name <> ';';
create index users_meta on auth.users using gin ("raw; meta" jsonb_path_ops);
create statistics shop.order_stats (ndistinct, dependencies) on customer, state from shop.orders;

create function shop.note() returns trigger language plpgsql security definer set search_path = '' as $body$
declare
  q constant text := $q$ insert into shop.audit (what) values ($1); $q$;
begin
  -- A semicolon; a quote ' and $other$ in a comment.
  execute q using format('%s: %L; %I', tg_op, new, tg_table_name);
  if tg_op = 'DELETE' then return old; end if;
  return new;
exception when others then
  raise warning E'it\'s lost; %', sqlerrm;
  return new;
end;
$body$;
create function shop.total(customer bigint, since timestamptz default '2024-01-01; ignored'::text::timestamptz, out n bigint, out "sum;" numeric)
language sql stable
begin atomic
  select count(*), sum((o.total).amount) from shop.orders o where o.customer = total.customer and o.placed_at >= since;
end;
create function shop.describe(s shop.status) returns text language sql immutable return case when s = 'new' then 'fresh;' else s::text end;
create function shop.nested(a int) returns int language sql
begin atomic
  select 1;
  select case a when 1 then case when true then 2 else 3 end when 2 then (select case when false then 4 end) else 5 end as "end";
end;
create procedure shop.close_day(inout days int default 1) language plpgsql as $$ begin days := days + 1; end $$;
create aggregate shop.glue (text) (sfunc = textcat, stype = text, initcond = ';');
create operator shop.=== (leftarg = int, rightarg = int, function = int4eq, commutator = operator(shop.===));
create cast (shop.status as varchar) with inout as assignment;

create trigger noted after insert or update of name or delete on shop.customers for each row when (pg_trigger_depth() < 1) execute function shop.note('a;b', "c;d");
create constraint trigger later after insert on shop.customers deferrable initially deferred for each row execute function shop.note();
create view shop.open_orders with (security_barrier) as
  select o.*, c.name as "name;" from shop.orders o join shop.customers c on c.id = o.customer where o.state <> 'paid;';
create view shop.new_orders as select * from shop.orders where state = 'new' with local check option;
create materialized view shop.totals as select customer, count(*) as n from shop.orders group by rollup (customer) with no data;
create rule open_orders_insert as on insert to shop.audit where new.what = ';'
  do instead (insert into shop.audit values (now(), 'rule', 'a;b'); delete from shop.audit where what = 'c;d'; select 1);
create rule quiet as on delete to shop.carts do instead nothing;

alter table shop.customers enable row level security;
alter table shop.customers force row level security;
create policy "Own; rows" on shop.customers as permissive for select to public using (user_id = auth.uid() or (select auth.role()) = 'service;role');
create policy writes on shop.customers as restrictive for update using (true) with check (name <> ';');
alter table only shop.orders alter column state set statistics 500, alter column total set storage extended;
alter table shop.carts replica identity full;

create publication feed for table shop.customers (id, name) where (name <> ';'), shop.orders with (publish = 'insert, update');
create function shop.quiet() returns event_trigger language plpgsql as 'begin null; end';
create event trigger watch on ddl_command_end when tag in ('CREATE TABLE', 'DROP TABLE') execute function shop.quiet();
grant usage on schema shop to public;
grant select (id, name), update (name) on shop.customers to public;
grant execute on function shop.total to pg_monitor with grant option;
alter default privileges in schema shop grant select on tables to public;
revoke all on function shop.describe(shop.status) from public;
comment on table shop.orders is E'Orders;\nwith ''quotes'' and \\ backslashes';
comment on column "Odd; names"."T""able"."Col;umn" is $c$dollar; $$ quoted$c$;
comment on function shop.total(bigint, timestamptz) is U&'d\0061ta; !';
comment on policy "Own; rows" on shop.customers is null;

insert into auth.users (email) values ('a@example.com'), (E'b\x40example.com');
insert into shop.customers (user_id, name) select id, 'it''s; ' || email from auth.users;
insert into shop.orders (customer, state, total, placed_at) values (1, 'paid;', row(1.5, 'a;b'), '2024-05-05'), (2, 'back\slash', '(2,"c;""d")', '2025-05-05');
insert into "Odd; names"."T""able" values (1, 'a;b', $$c;$$, 'é;', '--', '/*'), (2, E'd\\;\n', $x$$$;$x$, null, '*/', '');
