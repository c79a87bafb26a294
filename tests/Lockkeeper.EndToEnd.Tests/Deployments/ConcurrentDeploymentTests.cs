using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Deployments;

[Collection(DeploymentCollection.Name)]
public sealed class ConcurrentDeploymentTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Of_two_deployments_at_once_one_applies_and_the_other_finds_it_done()
    {
        await using var production = await Production.CreateAsync(server);
        using var one = new LockkeeperProgram();
        using var other = new LockkeeperProgram();

        var runs = await Task.WhenAll(one.Against(production).DeployAsync(), other.Against(production).DeployAsync());

        runs.Should().OnlyContain(run => run.ExitCode == 0, string.Concat(runs.Select(r => r.Said)));
        runs.Select(run => run.Reported("outcome")).Should().BeEquivalentTo("succeeded", "upToDate");
        (await production.HistoryAsync()).Should().Equal(Repository.Versions);
    }
}
