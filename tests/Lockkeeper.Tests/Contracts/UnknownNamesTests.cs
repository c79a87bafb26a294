using Lockkeeper.Catalog;
using Lockkeeper.Contracts;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Tests.Migrations;
using static Lockkeeper.Tests.Contracts.Scene;

namespace Lockkeeper.Tests.Contracts;

public sealed class UnknownNamesTests
{
    [Theory]
    [InlineData("-- removes: table public.t")]
    [InlineData("-- removes: trigger touch on t")]
    [InlineData("-- removes: function f(int)")]
    [InlineData("-- alters: column public.t.email")]
    [InlineData("-- alters: grants on table public.t")]
    [InlineData("-- alters: grant select on public.t to anon")]
    [InlineData("-- loses data: public.t")]
    [InlineData("-- loses data: public.t.email")]
    [InlineData("-- alters: comment on column public.t.email")]
    public void A_name_that_exists_is_no_problem(string header) => Unknown(header).Should().BeEmpty();

    [Theory]
    [InlineData("-- removes: table public.tt", "table public.t")]
    [InlineData("-- removes: table public.users", "table auth.users")]
    [InlineData("-- removes: policy \"own row\" on public.t", "policy \"own rows\" on public.t")]
    [InlineData("-- removes: trigger touch on auth.users", "trigger touch on public.t")]
    [InlineData("-- removes: view public.t", "table public.t")]
    [InlineData("-- removes: function public.f(uuid)", "function public.f(integer)")]
    [InlineData("-- loses data: public.user", null)]
    [InlineData("-- alters: grants on table public.nothing", null)]
    [InlineData("-- alters: bucket documents", null)]
    public void A_name_that_does_not_exist_is_told_with_its_line_and_the_nearest(string header, string? nearest)
    {
        var problem = Unknown($"-- x\n{header}").Should().ContainSingle().Subject;

        problem.Where.Should().Be("20250101000000_drop.sql:2");
        problem.What.Should().Contain("does not exist").And.Contain(header[3..].Split(": ")[1]);
        if (nearest is not null) problem.Fix.Should().Be($"Did you mean \"{nearest}\"?");
    }

    [Fact]
    public void A_function_without_arguments_must_be_the_only_one_of_its_name() =>
        Unknown("-- removes: function f").Should().ContainSingle().Which.Fix.Should().Be("Write the argument types.");

    [Fact]
    public void A_role_that_is_to_be_removed_cannot_be_checked() =>
        Unknown("-- removes: role anon").Should().ContainSingle().Which.What.Should().Contain("cannot be checked");

    [Fact]
    public void What_an_earlier_pending_file_mentions_may_be_made_by_it()
    {
        (string, string)[] files =
        [
            ("20250101000000_make.sql", "create view public.Made as select 1;"),
            ("20250102000000_drop.sql", "-- removes: view public.made\n-- removes: view public.unmade\ndrop view made;"),
        ];

        var problem = Contract.Unknown(DeploymentPlan.Between(Files.Folder(files), []), new CatalogSnapshot(All)).Should().ContainSingle().Subject;
        problem.Where.Should().Be("20250102000000_drop.sql:2");
    }

    [Fact]
    public void Rows_that_nobody_could_read_are_not_held_against_a_header() =>
        Contract.Unknown(Plan("-- alters: bucket documents"), new CatalogSnapshot(All, ["storage.buckets"])).Should().BeEmpty();

    private static IReadOnlyList<Problem> Unknown(string header) => Contract.Unknown(Plan(header), new CatalogSnapshot(All));

    private static DeploymentPlan Plan(string header) => DeploymentPlan.Between(Files.Folder(("20250101000000_drop.sql", $"{header}\nselect 1;")), []);
}
