namespace Lockkeeper.Postgres.Tests.Catalog.Pairs;

internal static class ColumnPairs
{
    private const string Docs = "~ table app.docs";

    public static readonly ChangePair[] All =
    [
        new("a column is added", "alter table app.docs add column x integer", Docs),
        new("a serial column is added: its sequence follows it", "alter table app.docs add column n serial", Docs),
        new("a column is removed", "alter table app.docs drop column price", Docs),
        new("a serial column is removed: its sequence follows it", "alter table app.docs drop column no", Docs),
        new("a column is renamed", "alter table app.docs rename column price to cost", Docs),
        new("a column's type changes", "alter table app.docs alter column no type bigint", Docs),
        new("a column's precision changes", "alter table app.docs alter column price type numeric(12, 2)", Docs),
        new("a default is set", "alter table app.docs alter column pages set default 1", Docs),
        new("a default changes", "alter table app.docs alter column title set default 'old'", Docs),
        new("a default is removed", "alter table app.docs alter column mood drop default", Docs),
        new("NOT NULL is set", "alter table app.docs alter column price set not null", Docs),
        new("NOT NULL is dropped", "alter table app.docs alter column title drop not null", Docs),
        new("a generated column becomes plain", "alter table app.docs alter column lower_title drop expression", Docs),
        new("an identity becomes ALWAYS", "alter table app.docs alter column id set generated always", Docs),
        new("an identity is dropped with its sequence", "alter table app.docs alter column id drop identity", Docs),
        new("a column's collation changes", "alter table app.docs alter column tags type text[] collate \"C\"", Docs),
        new("a column's storage changes", "alter table app.docs alter column tags set storage external", Docs),
        new("a column's compression changes", "alter table app.docs alter column tags set compression pglz", Docs),
        new("a column's statistics target changes", "alter table app.docs alter column pages set statistics 500", Docs),
        new("a column's options change", "alter table app.docs alter column pages set (n_distinct = 5)", Docs),
        new("a partitioned table's column reaches its partitions", "alter table app.events add column x text",
            "~ table app.events", "~ table app.events_2026"),
        new("a primary key is dropped", "alter table app.docs drop constraint docs_pkey", Docs),
        new("a unique constraint is added", "alter table app.docs add constraint once unique (no)", Docs),
        new("a foreign key is dropped", "alter table app.docs drop constraint docs_owner_fkey", Docs),
        new("a foreign key's action changes",
            "alter table app.docs drop constraint docs_owner_fkey, add constraint docs_owner_fkey foreign key (owner) references app.owners", Docs),
        new("a foreign key becomes deferrable", "alter table app.docs alter constraint docs_owner_fkey deferrable", Docs),
        new("a check is added", "alter table app.docs add check (price > 0)", Docs),
        new("a check is added without being validated", "alter table app.docs add check (price > 0) not valid", Docs),
        new("a check is validated", "alter table app.docs validate constraint cheap", Docs)
            { Setup = "alter table app.docs add constraint cheap check (price < 9) not valid" },
        new("a constraint is renamed", "alter table app.docs rename constraint pages_positive to p", Docs),
        new("an exclusion constraint is added", "alter table app.docs add exclude using btree (no with =)", Docs),
        new("an index is added", "create index on app.docs (pages)", Docs),
        new("an index is removed", "drop index app.docs_owner", Docs),
        new("an index is renamed", "alter index app.docs_owner rename to by_owner", Docs),
        new("an index's parameter changes", "alter index app.docs_owner set (fillfactor = 50)", Docs),
        new("an index's predicate changes", "drop index app.docs_title; create index docs_title on app.docs (lower(title))", Docs),
        new("an index's comment is added", "comment on index app.docs_owner is 'x'", Docs),
        new("a materialized view's index is removed", "drop index app.counts_owner", "~ materialized view app.counts"),
        new("a partitioned index reaches the partitions", "create index on app.events (what)", "~ table app.events", "~ table app.events_2026"),
        new("a type's attribute is added", "alter type app.pair add attribute c integer", "~ type app.pair"),
    ];
}
