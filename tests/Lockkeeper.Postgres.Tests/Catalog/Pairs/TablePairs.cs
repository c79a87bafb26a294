namespace Lockkeeper.Postgres.Tests.Catalog.Pairs;

internal static class TablePairs
{
    public static readonly ChangePair[] All =
    [
        new("a table is added", "create table app.new (id serial primary key, x text unique)", "+ table app.new"),
        new("a table is removed with all that hangs on it", "drop table app.docs cascade",
            "- table app.docs", "- view app.titles", "- materialized view app.counts"),
        new("a referenced table is removed: its referrers lose a constraint", "drop table app.owners cascade",
            "- table app.owners", "~ table app.docs"),
        new("a table is renamed", "alter table app.owners rename to people",
            "- table app.owners", "+ table app.people", "~ table app.docs"),
        new("a table moves to another schema", "create schema b; alter table app.events_2026 set schema b",
            "- table app.events_2026", "+ schema b", "+ table b.events_2026"),
        new("row level security is disabled", "alter table app.docs disable row level security", "~ table app.docs"),
        new("row level security is forced", "alter table app.docs force row level security", "~ table app.docs"),
        new("the owner changes", "alter table app.owners owner to catalog_writer", "~ table app.owners"),
        new("a privilege is granted", "grant delete on app.docs to catalog_writer", "~ table app.docs"),
        new("a privilege is revoked", "revoke select on app.docs from catalog_reader", "~ table app.docs"),
        new("a privilege becomes grantable", "grant select on app.docs to catalog_reader with grant option", "~ table app.docs"),
        new("the owner's own privileges are revoked", "revoke all on app.owners from current_user", "~ table app.owners"),
        new("a column's privilege is revoked", "revoke update (title) on app.docs from catalog_writer", "~ table app.docs"),
        new("a storage parameter is set", "alter table app.docs set (fillfactor = 70)", "~ table app.docs"),
        new("a toast parameter is set", "alter table app.docs set (toast.autovacuum_enabled = off)", "~ table app.docs"),
        new("the replica identity changes", "alter table app.docs replica identity full", "~ table app.docs"),
        new("the replica identity is an index", "alter table app.docs replica identity using index docs_pkey", "~ table app.docs"),
        new("an unlogged table becomes logged", "alter table app.log set logged", "~ table app.log") { Setup = "create unlogged table app.log (x text)" },
        new("a partition is added", "create table app.events_2027 partition of app.events for values from ('2027-01-01') to ('2028-01-01')",
            "+ table app.events_2027"),
        new("a partition is detached", "alter table app.events detach partition app.events_2026", "~ table app.events_2026"),
        new("a partition is dropped", "drop table app.events_2026", "- table app.events_2026"),
        new("inheritance begins", "alter table app.child inherit app.owners", "~ table app.child")
            { Setup = "create table app.child (id uuid not null, email app.email not null)" },
        new("a table's comment changes", "comment on table app.docs is 'other'", "~ table app.docs"),
        new("a table's comment is added", "comment on table app.owners is 'people'", "~ table app.owners"),
        new("a table's comment is removed", "comment on table app.docs is null", "~ table app.docs"),
        new("a column's comment changes", "comment on column app.docs.title is 'other'", "~ table app.docs"),
        new("a constraint's comment is added", "comment on constraint pages_positive on app.docs is 'no empty ones'", "~ table app.docs"),
        new("a table is clustered by an index", "alter table app.docs cluster on docs_pkey", "~ table app.docs"),
        new("a table with a quoted name is added", "create table app.\"Odd Name\" (\"A b\" int)", "+ table app.\"Odd Name\""),
        new("statistics are added", "create statistics app.more on owner, pages from app.docs", "~ table app.docs"),
        new("statistics are removed", "drop statistics app.docs_stats", "~ table app.docs"),
        new("a foreign table's column is added", "alter foreign table app.remote add column x text", "~ foreign table app.remote"),
        new("a foreign table is removed", "drop foreign table app.remote", "- foreign table app.remote"),
    ];
}
