using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;
using Lockkeeper.Tests.Reports;

namespace Lockkeeper.EndToEnd.Tests.Rehearsals;

/// <summary>The whole chain on a copy of staging.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class RehearseStagingTests(PostgresFixture server) : IDisposable
{
    // Everything of every table, and what the server has counted as written.
    private const string Everything = """
        select string_agg(c.oid || ' ' || c.xmin || ' ' || c.relfilenode || ' ' || s.n_tup_ins + s.n_tup_upd + s.n_tup_del || ' ' || s.n_live_tup, ',' order by c.oid)
        from pg_class c join pg_stat_user_tables s on s.relid = c.oid
        """;

    private readonly LockkeeperProgram _program = new LockkeeperProgram().WithProof();

    [PostgresFact]
    public async Task Deploys_to_the_copy_and_leaves_staging_as_it_was()
    {
        await using var staging = await Production.CreateAsync(server);
        await staging.ExecuteAsync("insert into auth.users (id, email) select gen_random_uuid(), 'u' || i || '@example.com' from generate_series(1, 200) i");
        var before = await staging.HistoryRowsAsync() + await staging.ScalarAsync<string>(Everything);

        var run = await _program.With("STAGING_DATABASE_URL", staging.Url).RunAsync("--target=RehearseStaging", "--bake=1s");

        run.ExitCode.Should().Be(0, run.Said);
        run.Reported("outcome").Should().Be("succeeded");
        run.Reported("environment").Should().Be("staging");
        run.All("phases", "status").Should().AllBe("succeeded");
        run.All("migrations", "status").Should().AllBe("applied").And.HaveCount(27);
        run.Report["changes"]!["removed"]!.AsArray().Select(o => o!.ToString()).Should().Contain("table public.users");
        run.Report["preserved"]!.AsArray().Single(t => t!["object"]!.ToString() is "auth.users")!["rowsAfter"]!.GetValue<int>().Should().Be(200);
        run.Reported("rehearsal.applied").Should().Be("true");
        run.All("smokeTests", "status").Should().AllBe("passed", "the local services stand beside the copy, too").And.HaveCount(6);
        SchemaCheck.Errors(run.Report.ToJsonString()).Should().BeEmpty();

        run.Reported("staging.unchanged").Should().Be("true", run.Said);
        run.Reported("staging.target.database").Should().Be(staging.Name);
        run.Reported("staging.target.port").Should().NotBe(run.Reported("target.port"));
        (await staging.HistoryRowsAsync() + await staging.ScalarAsync<string>(Everything)).Should().Be(before);
        (await staging.SessionsAsync()).Should().BeEmpty();
        RunningProcesses.Of(_program.Temporary).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task What_others_write_to_staging_meanwhile_is_told_and_fails_nothing()
    {
        await using var staging = await Production.CreateAsync(server);
        Task? writing = null;
        _program.OnLine = line =>
        {
            if (line.Contains("starting a throwaway PostgreSQL", StringComparison.Ordinal))
                writing ??= staging.ExecuteAsync("insert into auth.users (id, email) values (gen_random_uuid(), 'late@example.com')");
        };

        var run = await _program.With("STAGING_DATABASE_URL", staging.Url).RunAsync("--target=RehearseStaging", "--bake=1s");

        await writing!;
        run.ExitCode.Should().Be(0, run.Said);
        run.Reported("staging.unchanged").Should().Be("false");
        run.Report["staging"]!["changed"]!.AsArray().Select(t => t!.ToString()).Should().Contain("auth.users");
        run.Said.Should().Contain("something was written to staging meanwhile");
    }

    [PostgresFact]
    public async Task Another_database_than_the_configured_one_is_not_even_copied()
    {
        await using var staging = await Production.CreateAsync(server);
        var config = _program.Scratch.Write(
            "lockkeeper.yaml", $"migrations: {Repository.Migrations}\nenvironments:\n  staging: {{ identity: {{ systemIdentifier: \"123\" }} }}\n");

        var run = await _program.With("STAGING_DATABASE_URL", staging.Url).RunAsync("--target=RehearseStaging", $"--config={config}");

        run.ExitCode.Should().Be(3, run.Said);
        run.Reported("failure.code").Should().Be("wrongTarget");
        Directory.Exists(Path.Combine(run.Latest, "staging")).Should().BeFalse();
    }

    [PostgresFact]
    public async Task Without_a_copy_there_is_nothing_to_work_on()
    {
        var run = await _program.With("STAGING_DATABASE_URL", "postgresql://nobody:nothing@127.0.0.1:1/postgres").RunAsync("--target=RehearseStaging", "--rehearsal=off");

        run.ExitCode.Should().Be(2, run.Said);
        run.Said.Should().Contain("--rehearsal: says off, but RehearseStaging works on a restored copy.");
    }

    public void Dispose() => _program.Dispose();
}
