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

    [PostgresFact]
    public async Task So_it_is_with_files_that_run_outside_a_transaction()
    {
        await using var production = await Production.CreateAsync(server);
        using var one = new LockkeeperProgram();
        using var other = new LockkeeperProgram();
        var folder = one.Scratch.CopyMigrations();
        one.Scratch.Write("migrations/20250301000000_index.sql", "create index concurrently documents_again on documents.documents (user_id);");
        one.Scratch.Write("migrations/20250302000000_reindex.sql", "reindex index concurrently documents.documents_again;");
        one.Scratch.Write("migrations/20250303000000_drop.sql", "-- removes: index documents.documents_again\ndrop index concurrently documents.documents_again;");

        var runs = await Task.WhenAll(
            one.Against(production).DeployAsync($"--migrations={folder}"), other.Against(production).DeployAsync($"--migrations={folder}"));

        runs.Should().OnlyContain(run => run.ExitCode == 0, string.Concat(runs.Select(r => r.Said)));
        runs.Select(run => run.Reported("outcome")).Should().BeEquivalentTo("succeeded", "upToDate");
        (await production.HistoryAsync()).Should().Equal([.. Repository.Versions, "20250301000000", "20250302000000", "20250303000000"]);
        (await production.ScalarAsync<long>("select count(*) from pg_index where not indisvalid")).Should().Be(0);
    }
}
