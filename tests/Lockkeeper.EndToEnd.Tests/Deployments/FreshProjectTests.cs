using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Deployments;

/// <summary>A Supabase project that nobody has deployed to yet: without a history table, and with everything pending.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class FreshProjectTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task Takes_all_27_in_one_deployment()
    {
        await using var production = await Production.CreateFreshAsync(server);

        var run = await _program.Against(production).DeployAsync();

        run.ExitCode.Should().Be(0, run.Said);
        run.Reported("outcome").Should().Be("succeeded");
        run.All("migrations", "attempts").Should().AllBe("1").And.HaveCount(27);
        run.Report["changes"]!["added"]!.AsArray().Select(o => o!.ToString()).Should()
            .Contain(["schema documents", "schema upload_pipeline", "table upload_pipeline.jobs"])
            .And.NotContain("table public.users");
        run.Report["changes"]!["removed"]!.AsArray().Should().BeEmpty();
        (await production.HistoryAsync()).Should().Equal(Repository.Versions);
    }

    public void Dispose() => _program.Dispose();
}
