namespace Lockkeeper.Postgres.Tests.Contracts;

/// <summary>Objects with names and arguments as odd as people make them, and the ways in which they write them.</summary>
internal static partial class OddNames
{
    public const string Schema = """"
        create schema other; create schema "My Schema"; create schema "view";
        create table public.plain (id int constraint positive check (id > 0), "Odd Col" text, "select" int, name varchar(40));
        create table public."Camel" (id int primary key);
        create table public."with ""quotes""" (id int);
        create table public."order" (id int);
        create table other.plain (id int);
        create table "My Schema"."My Table" ("My Col" int);
        create table "view".t (id int);
        create table public.a_very_long_name_that_is_longer_than_sixty_three_bytes_is_cut_off_here (id int);
        create table public.größe (id int);
        create table public.parts (id int) partition by range (id);
        create foreign data wrapper w; create server s foreign data wrapper w; create user mapping for public server s;
        create foreign table public.remote (id int) server s;
        create view public.v as select 1 as x; create materialized view public.mv as select 1 as x;
        create sequence public.seq; create index "Idx" on public.plain (id); create index "user" on other.plain (id);
        create type public.mood as enum ('a'); create type public.pair as (a int); create domain public.email as text constraint at check (value <> '');
        create type "My Schema"."Type" as enum ('a');
        create function public.f(a int) returns int language sql as 'select 1';
        create function public.f(a int, b text default 'x, y') returns int language sql as 'select 1';
        create function public.f(a text[]) returns int language sql as 'select 1';
        create function public.one(a timestamptz, b timestamp(3), c time, d timetz) returns int language sql as 'select 1';
        create function public.two(varchar, char(3), "char", bpchar, decimal, float, float4, bool) returns int language sql as 'select 1';
        create function public.three(variadic a text[]) returns int language sql as 'select 1';
        create function public.four(in a int, out b int, inout c bigint) language sql as 'select 1, 1::bigint';
        create function public.five(m public.mood, p "My Schema"."Type", e public.email[]) returns int language sql as 'select 1';
        create function public.six(double precision, smallint, bit varying, interval) returns int language sql as 'select 1';
        create function public."Seven"("Arg" int = 3) returns int language sql as 'select 1';
        create function public.ch("char") returns int language sql as 'select 1';
        create function public.none() returns int language sql as 'select 1';
        create function public.tab(x int) returns table (id int, name text) language sql as 'select 1, ''a''::text';
        create function public.date(date date, double double precision) returns int language sql as 'select 1';
        create function other.f() returns int language sql as 'select 1';
        create function public.touch() returns trigger language plpgsql as 'begin return new; end';
        create procedure public.p(inout a int) language plpgsql as 'begin end';
        create aggregate public.total (int) (sfunc = int4pl, stype = int);
        create aggregate public.number (*) (sfunc = int8inc, stype = bigint, initcond = 0);
        create aggregate public.nth (float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
        create operator public.<+> (leftarg = int, rightarg = int, function = int4pl);
        create operator public.* (leftarg = text, rightarg = text, function = textcat);
        create operator public.!! (rightarg = int, function = int4um);
        create trigger touch before update on public."Camel" for each row execute function public.touch();
        create trigger "Touch It" before update on "view".t for each row execute function public.touch();
        create policy "Users can read" on public.plain using (true); create policy own on public."order" using (true);
        create rule r as on delete to public.plain do instead nothing;
        create cast (public.mood as int) with inout;
        create collation public.c (provider = libc, locale = 'C');
        create operator class public.oc for type public.mood using hash as operator 1 = (anyenum, anyenum);
        create text search configuration public.words (copy = pg_catalog.simple);
        create publication "Feed" for table public.plain; create publication sch for tables in schema other;
        create function public.on_ddl() returns event_trigger language plpgsql as 'begin end';
        create event trigger ddl on ddl_command_end execute function public.on_ddl();
        create statistics public.st on id, name from public.plain;
        comment on table public."Camel" is 'x'; comment on function public.f(int) is 'x'; comment on column public.plain."Odd Col" is 'x';
        comment on trigger touch on public."Camel" is 'x'; comment on constraint positive on public.plain is 'x'; comment on domain public.email is 'x';
        comment on operator public.<+> (int, int) is 'x'; comment on schema other is 'x';
        create role odd_role; alter default privileges in schema public grant select on tables to odd_role;
        alter default privileges for role odd_role revoke execute on functions from public;
        create schema storage; create table storage.buckets (id text primary key); insert into storage.buckets values ('user-uploads'), ('Avatars'), ('a b'), ('plain');
        create schema cron; create table cron.job (jobid bigint primary key, schedule text, command text, database text, username text, active boolean, jobname text);
        insert into cron.job values (1, '* * * * *', 'x', current_database(), 'u', true, 'clean up'), (2, '* * * * *', 'x', current_database(), 'u', true, null);
        """";
}
