using Lockkeeper.Contracts;
using static Lockkeeper.Tests.Contracts.Scene;

namespace Lockkeeper.Tests.Contracts;

public sealed class NotDoneTests
{
    [Fact]
    public void A_declared_removal_that_did_not_happen_is_found_with_file_and_line()
    {
        var finding = Judge("-- x\n-- removes: table public.t", To(All)).Findings.Should().ContainSingle().Subject;

        finding.Kind.Should().Be(ContractFindingKind.DeclaredButNotDone);
        finding.Where.Should().Be($"{FileName}:2");
        finding.Sentence.Should().Contain("dropped and created again alike");
        finding.ToString().Should().StartWith($"{FileName}:2: The header declares \"removes: table public.t\"");
    }

    [Fact]
    public void What_was_replaced_and_not_removed_is_told_with_what_to_write()
    {
        var change = With(F with { Definition = F.Definition.Replace("body", "other", StringComparison.Ordinal) });

        var findings = Judge("-- removes: function public.f(int)", change).Findings;
        findings.Select(f => f.Kind).Should().Equal(ContractFindingKind.UndeclaredAlteration, ContractFindingKind.DeclaredButNotDone);
        findings[1].Sentence.Should().Contain("-- alters: function public.f(integer)");
    }

    [Fact]
    public void What_was_removed_and_not_altered_is_told_with_what_to_write() =>
        Judge("-- alters: function public.f(int)", Without(F)).Findings.Should().Contain(f => f.Sentence.Contains("-- removes: function public.f(integer)"));

    [Fact]
    public void A_declared_alteration_of_something_new_is_told_as_needless() =>
        Judge("-- alters: view public.v", To([.. All, new("view", "public.v", "relkind=v", null)])).Findings.Should().ContainSingle()
            .Which.Sentence.Should().Contain("needs no declaration");

    [Theory]
    [InlineData("trigger")]
    [InlineData("column")]
    public void A_table_is_altered_by_what_is_added_to_it(string kind)
    {
        var added = kind is "trigger" ? Trigger with { Identity = "more on public.t" } : Name with { Identity = "public.t.more" };

        Judge("-- alters: table public.t", To([.. All, added])).Kept.Should().BeTrue();
    }

    [Fact]
    public void A_table_is_altered_by_an_update_of_its_rows() => Judge("-- alters: table public.t", Writes(updated: 3, preserved: true)).Kept.Should().BeTrue();

    [Fact]
    public void A_bucket_that_nobody_could_read_is_not_held_against_the_header() =>
        Judge("-- alters: bucket documents", MigrationEffect.Of(To(All)) with { Unread = ["storage.buckets"] }).Kept.Should().BeTrue();

    [Fact]
    public void Declared_data_loss_need_not_happen_where_there_was_no_data() => Judge("-- loses data: public.t", To(All)).Kept.Should().BeTrue();
}
