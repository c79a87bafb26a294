using System.Text.Json.Nodes;
using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;
using Lockkeeper.Tests.Reports;

namespace Lockkeeper.EndToEnd.Tests.Deployments;

[Collection(DeploymentCollection.Name)]
public sealed class DeployProductionTests(DeployedProduction deployed) : IClassFixture<DeployedProduction>
{
    private JsonNode First => JsonNode.Parse(deployed.FirstReport)!;

    [PostgresFact]
    public void Brings_a_separate_server_to_the_last_version()
    {
        deployed.First.ExitCode.Should().Be(0, deployed.First.Said);
        First["outcome"]!.ToString().Should().Be("succeeded");
        First["environment"]!.ToString().Should().Be("production");
        First["target"]!["database"]!.ToString().Should().Be(deployed.Production.Name);
        First["phases"]!.AsArray().Select(p => p!["status"]!.ToString()).Should().AllBe("succeeded").And.HaveCount(5);
        First["migrations"]!.AsArray().Select(m => m!["status"]!.ToString()).Should().AllBe("applied").And.HaveCount(27);
        First["changes"]!["removed"]!.AsArray().Should().HaveCount(4);
        First["preserved"]!.AsArray().Should().OnlyContain(table => table!["same"]!.GetValue<bool>());
        SchemaCheck.Errors(deployed.FirstReport).Should().BeEmpty();
    }

    [PostgresFact]
    public void Proves_the_backup_by_restoring_it()
    {
        First["backup"]!["verified"]!.GetValue<bool>().Should().BeTrue();
        First["checklist"]!.AsArray().Single(i => i!["item"]!.ToString() is "Production Backup")!["note"]!.ToString().Should().Contain("restored and compared");
        deployed.First.Said.Should().Contain("the restored copy is the same: ");
    }

    [PostgresFact]
    public async Task Leaves_all_27_in_the_history_and_none_of_the_four_objects()
    {
        (await deployed.Production.HistoryAsync()).Should().Equal(Repository.Versions);
        (await deployed.Production.ScalarAsync<bool>(
            """
            select to_regclass('public.users') is null and to_regclass('public.user_info') is null
               and to_regproc('public.handle_new_user') is null
               and not exists (select from pg_trigger where tgname = 'on_auth_user_created')
            """)).Should().BeTrue();
        (await deployed.Production.ScalarAsync<long>("select count(*) from auth.users")).Should().Be(10_000);
    }

    [PostgresFact]
    public void Is_up_to_date_when_it_runs_again()
    {
        deployed.Second.ExitCode.Should().Be(0, deployed.Second.Said);
        deployed.Second.Reported("outcome").Should().Be("upToDate");
        deployed.Second.All("phases", "status").Should().Equal("skipped", "succeeded", "skipped", "skipped", "skipped");
        deployed.Second.Deployments.Should().HaveCount(2);
    }

    [PostgresFact]
    public void Writes_nothing_when_it_is_up_to_date() => deployed.WrittenBySecond.Should().Be(0);

    [PostgresFact]
    public void Prints_its_report_and_nothing_else_on_standard_output_with_json()
    {
        deployed.Second.Output.Should().Be(File.ReadAllText(Path.Combine(deployed.Second.Latest, "report.json")));
        deployed.Second.Error.Should().Contain("VerifyEnv");
    }

    [PostgresFact]
    public async Task Leaves_no_session_behind() => (await deployed.Production.SessionsAsync()).Should().BeEmpty();
}
