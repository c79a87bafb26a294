namespace Lockkeeper.Postgres.Tests.Catalog.Pairs;

/// <summary>What touches the catalog or the data without changing what the schema is.</summary>
internal static class UnchangedPairs
{
    public static readonly ChangePair[] All =
    [
        new("rows are added and deleted", "insert into app.owners values (gen_random_uuid(), 'a@b'); delete from app.owners"),
        new("a sequence advances", "select nextval('app.numbers'); select setval('app.docs_no_seq', 50)"),
        new("a table is rebuilt", "cluster app.docs using docs_pkey; alter table app.docs set without cluster"),
        new("a table is truncated", "truncate app.owners cascade"),
        new("a column comes and goes", "alter table app.docs add column x integer; alter table app.docs drop column x"),
        new("a view is replaced by itself", "create or replace view app.titles as select id, title from app.docs where pages > 1"),
        new("a function is replaced by itself", "create or replace function app.who() returns text language sql stable security definer as 'select current_user::text'"),
        new("a policy is dropped and made again",
            "drop policy \"own docs\" on app.docs; create policy \"own docs\" on app.docs for select to catalog_reader using (owner = current_setting('app.user')::uuid)"),
        new("a table is dropped and made again", "drop table app.one; create table app.one (id integer primary key)")
            { Setup = "create table app.one (id integer primary key)" },
        new("an index is dropped and made again", "drop index app.docs_owner; create index docs_owner on app.docs (owner)"),
        new("a privilege is granted twice and in another order",
            "revoke all on app.docs from catalog_reader; grant select on app.docs to catalog_reader"),
        new("a default that is spelt otherwise", "alter table app.docs alter column title set default ('new'::varchar)"),
        new("the deployer's search_path changes", "set local search_path = app, public"),
        new("dates are printed otherwise", "set local datestyle = 'German'; set local timezone = 'Asia/Tokyo'; set local quote_all_identifiers = on"),
        new("temporary objects are made", "create temp table t (id serial); create temp view v as select 1; comment on table t is 'x'"),
        new("the history grows", "insert into supabase_migrations.schema_migrations values ('1'); alter table supabase_migrations.schema_migrations add column name text"),
        new("statistics are gathered", "analyze app.docs"),
        new("a role of another database is made", "create role somebody_else superuser"),
        new("a bucket is only touched", "update storage.buckets set created_at = now() + interval '1 day'"),
        new("another database's cron job is added",
            "insert into cron.job values (1, '* * * * *', 'select 1', '', 5432, 'other', 'postgres', true, 'clean up')"),
    ];
}
