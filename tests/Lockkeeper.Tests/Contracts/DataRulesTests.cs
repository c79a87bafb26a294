using Lockkeeper.Contracts;
using static Lockkeeper.Tests.Contracts.Scene;

namespace Lockkeeper.Tests.Contracts;

public sealed class DataRulesTests
{
    [Fact]
    public void Writing_to_a_table_that_nobody_preserves_is_free() => Judge("", Writes(inserted: 1, updated: 2, rewritten: true)).Kept.Should().BeTrue();

    [Theory]
    [InlineData(1, false)]
    [InlineData(0, true)]
    public void Lost_rows_must_be_declared(long deleted, bool truncated)
    {
        var writes = Writes(deleted: deleted, truncated: truncated);

        var finding = Judge("-- alters: table public.t", writes).Findings.Should().ContainSingle().Subject;
        finding.Kind.Should().Be(ContractFindingKind.UndeclaredDataLoss);
        finding.Missing.Should().Be("-- loses data: public.t");
        Judge("-- loses data: public.t", writes).Kept.Should().BeTrue();
    }

    [Fact]
    public void Truncating_an_empty_table_loses_nothing() => Judge("", Writes(truncated: true) with { HadRows = false }).Kept.Should().BeTrue();

    [Theory]
    [InlineData(1, 0, 0, false, false, "1 row inserted")]
    [InlineData(0, 2, 0, false, false, "2 rows updated")]
    [InlineData(0, 0, 1, false, false, "1 row deleted")]
    [InlineData(0, 0, 0, true, false, "truncated")]
    [InlineData(0, 0, 0, false, true, "written anew")]
    public void A_preserved_table_is_left_alone(long inserted, long updated, long deleted, bool truncated, bool rewritten, string what)
    {
        var finding = Judge("", Writes(inserted, updated, deleted, truncated, rewritten, preserved: true)).Findings.Should().ContainSingle().Subject;

        finding.Kind.Should().Be(ContractFindingKind.PreservedRowsChanged);
        finding.Object.Should().Be("table public.t");
        finding.Sentence.Should().Contain(what);
    }

    [Theory]
    [InlineData("-- alters: table public.t", true)]
    [InlineData("-- loses data: public.t", true)]
    [InlineData("-- alters: table other.t", false)]
    [InlineData("-- loses data: public.t.email", false)]
    public void A_preserved_table_may_be_written_where_the_header_names_it(string header, bool kept) =>
        Judge(header, Writes(updated: 1, preserved: true)).Findings.Any(f => f.Kind == ContractFindingKind.PreservedRowsChanged).Should().Be(!kept);

    [Fact]
    public void A_declared_change_of_type_explains_why_rows_were_written_anew_and_no_more()
    {
        var effect = MigrationEffect.Of(With(Email with { Definition = "position=2 character varying" }));

        Judge("-- alters: column public.t.email", effect with { Writes = [Writes(rewritten: true, preserved: true)] }).Kept.Should().BeTrue();
        Judge("-- alters: column public.t.email", effect with { Writes = [Writes(updated: 1, rewritten: true, preserved: true)] }).Kept.Should().BeFalse();
    }

    [Fact]
    public void Removing_a_table_with_rows_loses_them()
    {
        var effect = MigrationEffect.Of(Without(Table, Id, Email, Name, Unique, UniqueIndex, Policy, Trigger, Comment)) with { Writes = [Writes(preserved: true)] };

        Judge("-- removes: table public.t", effect).Findings.Should().ContainSingle().Which.Kind.Should().Be(ContractFindingKind.UndeclaredDataLoss);
        Judge("-- removes: table public.t\n-- loses data: public.t", effect).Kept.Should().BeTrue();
        Judge("-- removes: table public.t", effect with { Writes = [Writes() with { HadRows = false }] }).Kept.Should().BeTrue();
    }

    [Theory]
    [InlineData("-- alters: table public.t", false)]
    [InlineData("-- alters: table public.t\n-- loses data: public.t", true)]
    [InlineData("-- removes: column public.t.email\n-- loses data: public.t.email", true)]
    [InlineData("-- removes: column public.t.email\n-- loses data: column t.email", true)]
    [InlineData("-- removes: column public.t.email\n-- loses data: public.t.name", false)]
    public void Removing_a_column_with_values_loses_them(string header, bool kept)
    {
        var effect = MigrationEffect.Of(To([.. All.Except([Email, Name, Unique, UniqueIndex, Comment]), Name with { Definition = "position=2 text" }]));

        Judge(header, effect with { LostColumns = [new("public.t.email", "public.t")] }).Kept.Should().Be(kept);
    }

    [Fact]
    public void What_is_declared_of_a_partitioned_table_holds_for_its_partitions()
    {
        var writes = Writes(deleted: 1, preserved: true) with { Table = "public.t_2026", PartitionOf = "public.t" };

        Judge("-- loses data: public.t", writes).Kept.Should().BeTrue();
        Judge("", writes).Findings.Should().ContainSingle().Which.Object.Should().Be("table public.t_2026");
    }

    [Fact]
    public void Broken_routines_and_invalid_indexes_break_the_contract_and_no_header_allows_them()
    {
        var effect = MigrationEffect.Of(To(All)) with { Broken = [new("function public.f(integer)", "it names public.users.")], InvalidIndexes = ["public.i"] };

        var verdict = Judge("", effect);
        verdict.Findings.Select(f => (f.Kind, f.Object)).Should().Equal(
            (ContractFindingKind.BrokenRoutine, "function public.f(integer)"), (ContractFindingKind.InvalidIndex, "index public.i"));
        verdict.Header().Should().BeEmpty();
    }
}
