using Lockkeeper.Catalog;
using Lockkeeper.Evidence;

namespace Lockkeeper.Tests.Catalog;

public sealed class CatalogChangeTests
{
    private static readonly CatalogFact Table = new("table", "a.t", "owner=x", null);
    private static readonly CatalogFact Column = new("column", "a.t.id", "integer", "table a.t");
    private static readonly CatalogFact Sequence = new("sequence", "a.t_id_seq", "increment=1", "column a.t.id");
    private static readonly CatalogFact Comment = new("comment", "on column a.t.id", "text", "column a.t.id");
    private static readonly CatalogFact Trigger = new("trigger", "touch on a.t", "after", "table a.t");
    private static readonly CatalogFact TriggerComment = new("comment", "on trigger touch on a.t", "text", "trigger touch on a.t");
    private static readonly CatalogFact[] All = [Table, Column, Sequence, Comment, Trigger, TriggerComment];

    [Fact]
    public void Nothing_changes_between_equal_snapshots()
    {
        var change = Between(All, [.. All.Reverse()]);

        change.IsEmpty.Should().BeTrue();
        change.ToSummary().Should().BeEquivalentTo(ChangeSummary.None);
    }

    [Fact]
    public void Dependents_of_any_depth_follow_a_removed_table()
    {
        var change = Between(All, []);

        change.Removed.Should().Equal("table a.t");
        change.Altered.Should().BeEmpty();
        change.Details.Should().HaveCount(6).And.OnlyContain(d => d.Object == "table a.t" && d.After == null);
    }

    [Fact]
    public void Dependents_of_any_depth_follow_an_added_table() => Between([], All).Added.Should().Equal("table a.t");

    [Fact]
    public void A_comment_on_a_column_alters_its_table() =>
        Between(All, Without(Comment)).ToSummary().Should().BeEquivalentTo(new ChangeSummary([], [], ["table a.t"]));

    [Fact]
    public void A_removed_column_takes_its_sequence_along() =>
        Between(All, [Table, Trigger, TriggerComment]).ToSummary().Should().BeEquivalentTo(new ChangeSummary([], [], ["table a.t"]));

    [Fact]
    public void A_sequence_of_a_column_that_stays_is_told_by_itself() =>
        Between(All, [.. Without(Sequence), Sequence with { Definition = "increment=2" }]).Altered.Should().Equal("sequence a.t_id_seq");

    [Fact]
    public void A_trigger_of_a_table_that_stays_is_told_by_itself_and_takes_its_comment_along() =>
        Between(All, [Table, Column, Sequence, Comment]).ToSummary().Should().BeEquivalentTo(new ChangeSummary(["trigger touch on a.t"], [], []));

    [Fact]
    public void A_comment_on_a_trigger_that_stays_alters_the_trigger() =>
        Between(All, Without(TriggerComment)).Altered.Should().Equal("trigger touch on a.t");

    [Fact]
    public void An_altered_fact_keeps_its_definitions_before_and_after()
    {
        var change = Between(All, [.. Without(Column), Column with { Definition = "bigint" }]);

        change.Details.Should().ContainSingle().Which.Should().Be(new FactChange("table a.t", Column, Column with { Definition = "bigint" }));
    }

    [Fact]
    public void What_moves_from_a_removed_parent_to_an_added_one_alters_nothing()
    {
        var view = new CatalogFact("view", "a.v", "select", null);
        var viewColumn = new CatalogFact("column", "a.v.x", "integer", "view a.v");
        var change = Between([view, viewColumn], [view with { Kind = "materialized view" }, viewColumn with { Parent = "materialized view a.v" }]);

        change.ToSummary().Should().BeEquivalentTo(new ChangeSummary(["view a.v"], ["materialized view a.v"], []));
    }

    [Fact]
    public void A_dependent_whose_parent_was_not_read_is_told_by_itself() =>
        Between([Column], []).Removed.Should().Equal("column a.t.id");

    [Fact]
    public void A_role_comes_and_goes_with_its_use_but_its_attributes_count()
    {
        var role = new CatalogFact("role", "anon", "login", null);

        Between([], [role]).IsEmpty.Should().BeTrue();
        Between([role], []).IsEmpty.Should().BeTrue();
        Between([role], [role with { Definition = "superuser" }]).Altered.Should().Equal("role anon");
    }

    [Fact]
    public void Lists_are_ordered_ordinally() =>
        Between([], [Table with { Identity = "b" }, Table with { Identity = "B" }, Table with { Identity = "a" }]).Added
            .Should().Equal("table B", "table a", "table b");

    private static CatalogFact[] Without(CatalogFact fact) => [.. All.Where(f => f != fact)];

    private static CatalogChange Between(CatalogFact[] before, CatalogFact[] after) =>
        CatalogChange.Between(new CatalogSnapshot(before), new CatalogSnapshot(after));
}
