using System.Text.Json;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Reports;
using Lockkeeper.Tests.Migrations;

namespace Lockkeeper.Tests.Reports;

public sealed class PlanViewTests
{
    private static readonly TargetIdentity Target = SampleEvidence.Target;

    private static readonly DeploymentPlan Plan = DeploymentPlan.Between(
        Files.Folder(
            ("20250101000000_drop.sql", "-- removes: table public.users, function public.f()\n-- alters: table public.t\n-- loses data: public.users\ndrop table users;"),
            ("20250102000000_add.sql", "create table public.n ();")),
        []);

    private static readonly PlannedContract Contract =
        new(["auth.users", "documents.*"], [new Problem("20250101000000_drop.sql:1", "\"removes: table public.users\" names something that does not exist.", "Did you mean \"table auth.users\"?")]);

    [Fact]
    public void Ends_with_a_refusal_where_a_deployment_would_be_refused()
    {
        var late = DeploymentPlan.Between(Files.Folder(("20250101000000_a.sql", "select 1"), ("20250102000000_b.sql", "select 2")), [Files.Row("20250102000000", "b", "select 2")]);

        PlanView.Refusal(Plan, new PlannedContract([], []), includeOutOfOrder: false).Should().BeNull();
        PlanView.Refusal(Plan, Contract, includeOutOfOrder: false)!.Should().Match<DeployFailure>(f => f.Code == FailureCode.ContractHeader && f.ExitCode == ExitCode.Refused);
        PlanView.Refusal(late, contract: null, includeOutOfOrder: false)!.Code.Should().Be(FailureCode.HistoryOutOfOrder);
        PlanView.Refusal(late, contract: null, includeOutOfOrder: true).Should().BeNull();
    }

    [Fact]
    public void Says_in_sentences_what_each_migration_may_do_and_what_must_stay()
    {
        var text = PlanView.Text(Target, Plan, Contract).ReplaceLineEndings("\n");

        text.Should().Contain("""
            20250101000000_drop.sql: 1 statements, one transaction
              It removes table public.users and function public.f().
              It alters table public.t.
              It loses data of public.users.
            20250102000000_add.sql: 1 statements, one transaction
              It only adds: it declares nothing to remove, alter or lose.
            Whatever is not named here must stay as it is; so must every row of auth.users, documents.*.
            A deployment would be refused. Headers name what the target does not have:
              - 20250101000000_drop.sql:1: "removes: table public.users" names something that does not exist. Did you mean "table auth.users"?
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Says_nothing_of_the_target_where_its_catalog_was_not_read() =>
        PlanView.Text(Target, Plan).Should().Contain("It removes").And.NotContain("must stay").And.NotContain("refused");

    [Fact]
    public void The_json_names_the_same_problems()
    {
        using var json = JsonDocument.Parse(PlanView.Json(Target, Plan, Contract));

        json.RootElement.GetProperty("refusals").EnumerateArray().Should().ContainSingle().Which.GetString().Should().StartWith("20250101000000_drop.sql:1");
        json.RootElement.GetProperty("preserves").GetArrayLength().Should().Be(2);
        json.RootElement.GetProperty("pending")[0].GetProperty("removes").GetArrayLength().Should().Be(2);
    }
}
