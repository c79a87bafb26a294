using Lockkeeper.Catalog;
using Lockkeeper.Contracts;
using Lockkeeper.Migrations;

namespace Lockkeeper.Tests.Contracts;

/// <summary>A small database, and short ways to change it and judge the change.</summary>
internal static class Scene
{
    public const string FileName = "20250101000000_drop.sql";

    public static readonly CatalogFact Table = new("table", "public.t", "relkind=r persistence=p owner=o acl=anon=r/o,o=arwd/o rls=true/false replica identity=d", null);
    public static readonly CatalogFact Id = new("column", "public.t.id", "position=1 integer not null", "table public.t");
    public static readonly CatalogFact Email = new("column", "public.t.email", "position=2 text", "table public.t");
    public static readonly CatalogFact Name = new("column", "public.t.name", "position=3 text", "table public.t");
    public static readonly CatalogFact Unique = new("constraint", "t_email_key on public.t", "UNIQUE (email)", "table public.t");
    public static readonly CatalogFact UniqueIndex = new("index", "public.t_email_key", "CREATE UNIQUE INDEX t_email_key ON public.t USING btree (email)", "table public.t");
    public static readonly CatalogFact Policy = new("policy", "\"own rows\" on public.t", "command=r permissive=true roles=anon using=(id = 1)", "table public.t");
    public static readonly CatalogFact Trigger = new("trigger", "touch on public.t", "CREATE TRIGGER touch enabled=O", "table public.t");
    public static readonly CatalogFact Comment = new("comment", "on column public.t.email", "what to write to", "column public.t.email");
    public static readonly CatalogFact F = new("function", "public.f(integer)", "owner=o acl=o=X/o CREATE OR REPLACE FUNCTION public.f(integer)\n LANGUAGE sql\nAS $function$ select 'body' $function$\n", null);
    public static readonly CatalogFact G = new("function", "public.f(text)", "owner=o acl=o=X/o CREATE OR REPLACE FUNCTION public.f(text)\n LANGUAGE sql\nAS $function$ select 1 $function$\n", null);
    public static readonly CatalogFact Users = new("table", "auth.users", "relkind=r owner=o", null);
    public static readonly CatalogFact[] All = [Table, Id, Email, Name, Unique, UniqueIndex, Policy, Trigger, Comment, F, G, Users];

    public static Migration Migration(string header, string name = "drop", string version = "20250101000000")
    {
        var (read, problems) = ContractHeader.Parse(header);
        problems.Should().BeEmpty();
        return new Migration(version, name, $"{version}_{name}.sql", "", [], read);
    }

    public static CatalogChange Without(params CatalogFact[] removed) => To([.. All.Except(removed)]);

    public static CatalogChange With(CatalogFact changed) => To([.. All.Select(f => string.Equals(f.Object, changed.Object, StringComparison.Ordinal) ? changed : f)]);

    public static CatalogChange To(IEnumerable<CatalogFact> after) => CatalogChange.Between(new CatalogSnapshot(All), new CatalogSnapshot(after));

    public static ContractVerdict Judge(string header, CatalogChange change) => Judge(header, MigrationEffect.Of(change));

    public static ContractVerdict Judge(string header, MigrationEffect effect) => Contract.Judge(Migration(header), effect);

    public static ContractVerdict Judge(string header, TableWrites writes) => Judge(header, MigrationEffect.Of(To(All)) with { Writes = [writes] });

    public static TableWrites Writes(
        long inserted = 0, long updated = 0, long deleted = 0, bool truncated = false, bool rewritten = false, bool preserved = false) =>
        new("public.t", inserted, updated, deleted, truncated, rewritten, preserved, HadRows: true);
}
