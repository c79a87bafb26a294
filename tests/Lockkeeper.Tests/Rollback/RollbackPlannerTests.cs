using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Rollback;

namespace Lockkeeper.Tests.Rollback;

public sealed class RollbackPlannerTests
{
    private static readonly CatalogFact Users = new("table", "public.users", "relkind=r owner=a", null);
    private static readonly CatalogFact Id = new("column", "public.users.id", "position=1 bigint not null", Users.Object);
    private static readonly CatalogFact Name = new("column", "public.users.name", "position=2 text default='x'::text", Users.Object);
    private static readonly CatalogFact Key = new("constraint", "users_pkey on public.users", "PRIMARY KEY (id)", Users.Object);
    private static readonly CatalogFact Audit = new("table", "public.audit", "relkind=r owner=a", null);
    private static readonly DumpContents Dump = DumpContents.Parse("""
        215; 1259 16387 TABLE public users a
        3420; 0 16387 TABLE DATA public users a
        ;	depends on: 215
        3250; 2606 16394 CONSTRAINT public users users_pkey a
        ;	depends on: 215
        """);

    [Fact]
    public void A_table_that_was_removed_comes_from_the_dump_with_what_hangs_on_it()
    {
        var plan = Plan([Users, Id, Name, Key], []);

        plan.Structure.Select(e => e.Id).Should().Equal(215, 3250);
        plan.RestoredTables.Should().Equal("public.users");
        plan.Manual.Should().BeEmpty();
    }

    [Fact]
    public void A_table_that_was_added_is_dropped_where_nobody_else_wrote_to_it()
    {
        var plan = Plan([Users, Id], [Users, Id, Audit]);

        plan.Drops.Select(d => d.Sql).Should().Equal("drop table if exists public.audit");
        plan.Guards.Should().ContainSingle().Which.Step.Object.Should().Be("table public.audit");
    }

    [Fact]
    public void A_column_that_was_removed_comes_back_with_its_values_by_the_primary_key()
    {
        var plan = Plan([Users, Id, Name, Key], [Users, Id, Key]);

        plan.Creates.Select(c => c.Sql).Should().Equal("alter table public.users add column name text");
        plan.Columns.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Table = "public.users", Column = "name", Default = "'x'::text", Key = (string[])["id"] });
        plan.Guards.Should().BeEmpty();
    }

    [Fact]
    public void Triggers_that_belong_to_storage_are_not_switched_off_by_a_role_that_may_not()
    {
        var bucket = new CatalogFact("table", "storage.buckets", "relkind=r owner=supabase_storage_admin", null);
        var id = new CatalogFact("column", "storage.buckets.id", "position=1 text not null", bucket.Object);
        var key = new CatalogFact("constraint", "buckets_pkey on storage.buckets", "PRIMARY KEY (id)", bucket.Object);
        CatalogFact Trigger(string name, string function) => new(
            "trigger", $"{name} on storage.buckets", $"CREATE TRIGGER {name} BEFORE DELETE ON storage.buckets FOR EACH STATEMENT EXECUTE FUNCTION {function}() enabled=O", bucket.Object);
        CatalogSnapshot catalog = new([bucket, id, key, Trigger("theirs", "storage.protect_delete"), Trigger("ours", "public.note")]);

        var plan = RollbackPlanner.Plan(RollbackGoal.Between(catalog, catalog, catalog), catalog, Dump, "backup", [new WrittenRows("storage.buckets", 2, 0, 0, false, false)]);

        plan.Quiet.Select(q => q.Disable).Should().Equal("alter table storage.buckets disable trigger ours");
    }

    [Fact]
    public void Without_a_primary_key_a_column_comes_back_only_to_an_empty_table() =>
        Plan([Users, Id, Name], [Users, Id]).Guards.Should().ContainSingle().Which.Sql.Should().Be("select exists (select from public.users)");

    [Fact]
    public void What_somebody_has_changed_since_is_for_a_person()
    {
        var after = Audit with { Definition = "relkind=r owner=b" };
        var goal = RollbackGoal.Between(new([Audit]), new([after]), new([Audit with { Definition = "relkind=r owner=c" }]));

        RollbackPlanner.Plan(goal, new([Audit]), Dump, "/backup", []).Manual.Should().ContainSingle().Which.Why.Should().Contain("somebody has changed it again");
    }

    [Fact]
    public void What_others_have_added_since_stays()
    {
        var goal = RollbackGoal.Between(new([Users]), new([]), new([Audit]));

        goal.Catalog.Facts.Should().BeEquivalentTo([Users, Audit]);
        goal.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void Rows_that_nobody_counted_are_for_a_person() =>
        Plan([Users], [Users, Audit], writes: null).Manual.Should().ContainSingle().Which.Object.Should().Be("rows");

    [Fact]
    public void Rows_of_a_table_without_a_primary_key_are_for_a_person() =>
        Plan([Users, Id], [Users, Id], [new WrittenRows("public.users", 0, 3, 0, false, false)]).Manual.Should().ContainSingle().Which.Commands
            .Should().Equal("pg_restore --data-only --strict-names --schema=public --table=users --file=rows.sql /backup");

    [Fact]
    public void Rows_of_a_table_that_is_gone_come_back_with_it() =>
        Plan([Users, Id, Key], [], [new WrittenRows("public.users", 0, 0, 5, false, false)]).Rows.Should().BeEmpty();

    [Fact]
    public void An_index_is_made_anew()
    {
        var index = new CatalogFact("index", "public.i", "CREATE INDEX i ON public.users USING btree (id)", Users.Object);
        var dump = DumpContents.Parse("9; 1259 1 INDEX public i a");
        var after = index with { Definition = "CREATE INDEX i ON public.users USING btree (name)" };
        var goal = RollbackGoal.Between(new([Users, index]), new([Users, after]), new([Users, after]));

        var plan = RollbackPlanner.Plan(goal, new([Users, index]), dump, "/backup", []);

        plan.Drops.Select(d => d.Sql).Should().Equal("drop index if exists public.i");
        plan.Structure.Select(e => e.Id).Should().Equal(9);
    }

    private static RollbackPlan Plan(CatalogFact[] before, CatalogFact[] after, IReadOnlyList<WrittenRows>? writes) =>
        RollbackPlanner.Plan(RollbackGoal.Between(new(before), new(after), new(after)), new(before), Dump, "/backup", writes);

    private static RollbackPlan Plan(CatalogFact[] before, CatalogFact[] after) => Plan(before, after, []);
}
