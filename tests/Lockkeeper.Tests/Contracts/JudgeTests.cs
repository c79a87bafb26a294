using Lockkeeper.Contracts;
using static Lockkeeper.Tests.Contracts.Scene;

namespace Lockkeeper.Tests.Contracts;

public sealed class JudgeTests
{
    [Fact]
    public void Nothing_declared_and_nothing_done_is_kept()
    {
        var verdict = Judge("", To(All));

        verdict.Kept.Should().BeTrue();
        verdict.Header().Should().BeEmpty();
        verdict.Message().Should().Be($"{FileName} did what its header declares, and nothing else.");
    }

    [Fact]
    public void A_removed_table_takes_what_hangs_on_it_along() =>
        Judge("-- removes: table public.t", Without(Table, Id, Email, Name, Unique, UniqueIndex, Policy, Trigger, Comment)).Kept.Should().BeTrue();

    [Fact]
    public void What_hangs_on_a_removed_table_may_be_named_too() =>
        Judge("-- removes: trigger touch on t, table t, policy \"own rows\" on t", Without(Table, Id, Email, Name, Unique, UniqueIndex, Policy, Trigger, Comment))
            .Kept.Should().BeTrue();

    [Fact]
    public void An_undeclared_removal_is_found_with_the_line_that_the_header_lacks()
    {
        var finding = Judge("", Without(Policy)).Findings.Should().ContainSingle().Subject;

        finding.Kind.Should().Be(ContractFindingKind.UndeclaredRemoval);
        finding.Object.Should().Be("policy \"own rows\" on public.t");
        finding.Missing.Should().Be("-- removes: policy \"own rows\" on public.t");
    }

    [Fact]
    public void Altering_a_table_declares_none_of_its_policies_and_triggers() =>
        Judge("-- alters: table public.t", Without(Policy, Trigger)).Findings.Select(f => f.Object).Should()
            .Equal("policy \"own rows\" on public.t", "trigger touch on public.t");

    [Theory]
    [InlineData("-- alters: table public.t")]
    [InlineData("-- removes: column public.t.email")]
    public void A_removed_column_takes_its_constraints_indexes_and_comments_along_and_moves_the_columns_behind_it(string header) =>
        Judge(header, To([Table, Id, Name with { Definition = "position=2 text" }, Policy, Trigger, F, G, Users])).Kept.Should().BeTrue();

    [Fact]
    public void A_declared_column_says_nothing_about_another_one()
    {
        var change = To([Table, Id, Policy, Trigger, F, G, Users]);

        Judge("-- removes: column public.t.email", change).Findings.Should().ContainSingle().Which.Difference.Should().Be("column public.t.name removed");
    }

    [Fact]
    public void A_removed_constraint_takes_its_index_along() =>
        Judge("-- removes: constraint t_email_key on public.t", Without(Unique, UniqueIndex)).Kept.Should().BeTrue();

    [Fact]
    public void Columns_that_change_places_without_a_removal_are_altered() =>
        Judge("", To([.. All.Except([Email, Name]), Email with { Definition = "position=3 text" }, Name with { Definition = "position=2 text" }]))
            .Findings.Should().ContainSingle().Which.Kind.Should().Be(ContractFindingKind.UndeclaredAlteration);

    [Fact]
    public void What_is_new_needs_no_declaration() =>
        Contract.Judge(Migration(""), MigrationEffect.Of(Lockkeeper.Catalog.CatalogChange.Between(new([Table, Id]), new(All)))).Kept.Should().BeTrue();

    [Fact]
    public void Row_level_security_that_is_switched_off_is_told_in_words() =>
        Difference(Table with { Definition = Table.Definition.Replace("rls=true/false", "rls=false/false", StringComparison.Ordinal) })
            .Should().Be("row level security: enabled → disabled");

    [Fact]
    public void Lost_privileges_are_told_in_words() =>
        Difference(Table with { Definition = Table.Definition.Replace("acl=anon=r/o,", "acl=", StringComparison.Ordinal) }).Should().Be("grants: anon lost SELECT");

    [Fact]
    public void A_policy_is_told_with_both_expressions() =>
        Difference(Policy with { Definition = Policy.Definition.Replace("(id = 1)", "true", StringComparison.Ordinal) }).Should().Be("using: (id = 1) → true");

    [Fact]
    public void A_body_is_never_shown() =>
        Difference(F with { Definition = F.Definition.Replace("'body'", "'s3cret'", StringComparison.Ordinal) }).Should().Be("body changed");

    [Fact]
    public void A_long_definition_is_cut_off() =>
        Difference(Policy with { Definition = $"command=r permissive=true roles=anon using={new string('x', 5000)}" }).Length.Should().BeLessThanOrEqualTo(200);

    [Theory]
    [InlineData("-- alters: grants on table public.t")]
    [InlineData("-- removes: grant select on t from anon")]
    [InlineData("-- alters: table public.t")]
    public void Privileges_may_be_declared_by_themselves(string header)
    {
        var revoked = Table with { Definition = Table.Definition.Replace("acl=anon=r/o,", "acl=", StringComparison.Ordinal) };

        Judge(header, With(revoked)).Kept.Should().BeTrue();
        Judge("-- alters: grants on table public.t", With(revoked with { Definition = revoked.Definition.Replace("owner=o", "owner=p", StringComparison.Ordinal) }))
            .Kept.Should().BeFalse("the owner is no grant");
    }

    [Theory]
    [InlineData("-- removes: function f", true)]
    [InlineData("-- removes: function public.f(int)", true)]
    [InlineData("-- removes: function public.f(text)", false)]
    public void Argument_types_may_be_left_out_where_one_object_is_meant(string header, bool kept) => Judge(header, Without(F)).Kept.Should().Be(kept);

    [Fact]
    public void A_name_that_means_two_removed_functions_is_refused() =>
        Judge("-- removes: function f", Without(F, G)).Findings.Should().Contain(f => f.Kind == ContractFindingKind.DeclaredButNotDone && f.Sentence.Contains("argument types"))
            .And.HaveCount(3);

    private static string Difference(Lockkeeper.Catalog.CatalogFact changed)
    {
        var finding = Judge("", With(changed)).Findings.Should().ContainSingle().Subject;
        finding.Kind.Should().Be(ContractFindingKind.UndeclaredAlteration);
        finding.Sentence.Should().Contain(finding.Difference);
        return finding.Difference!;
    }
}
