using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;
using Lockkeeper.Tests.Reports;

namespace Lockkeeper.EndToEnd.Tests.Deployments;

/// <summary>A migration whose second statement the server refuses.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class FailingMigrationTests(PostgresFixture server) : IDisposable
{
    private const string Broken = """
        create table public.left_behind (id int);
        -- The column has never existed.
        update public.left_behind
            set id = nosuch + 1;
        """;

    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task Is_rolled_back_whole_and_told_with_file_line_and_place()
    {
        await using var production = await Production.CreateAsync(server);

        var run = await DeployAsync(production, 26);

        run.ExitCode.Should().Be(5, run.Said);
        run.Reported("outcome").Should().Be("rolledBack");
        run.Reported("failure.state").Should().Be("rolledBack");
        run.Reported("failure.message").Should().Be(
            """
            20250301000000_broken.sql:4: ERROR: column "nosuch" does not exist (SQLSTATE 42703, statement 2 of 2)
                    set id = nosuch + 1
                             ^
            """);
        run.Said.Should().Contain("20250301000000_broken.sql:4: ERROR").And.Contain("Correct 20250301000000_broken.sql");
        run.All("phases", "status").Should().Equal("succeeded", "succeeded", "failed", "skipped", "skipped");
        SchemaCheck.Errors(run.Report.ToJsonString()).Should().BeEmpty();
        await NothingIsLeftAsync(production, 26);
    }

    [PostgresFact]
    public async Task Leaves_the_ones_before_it_applied_and_says_that_a_person_must_look()
    {
        await using var production = await Production.CreateAsync(server);

        var run = await DeployAsync(production, 27);

        run.ExitCode.Should().Be(6, run.Said);
        run.Reported("outcome").Should().Be("unknown");
        run.Reported("failure.state").Should().Be("dirty");
        run.Reported("failure.message").Should().Contain("20250301000000_broken.sql:4")
            .And.Contain("1 of 2 pending migrations are applied and stay: 20250101000000");
        run.All("migrations", "status").Skip(26).Should().Equal("applied", "failed");
        await NothingIsLeftAsync(production, 27);
    }

    [PostgresFact]
    public async Task Can_be_corrected_and_deployed_again()
    {
        await using var production = await Production.CreateAsync(server);
        var failed = await DeployAsync(production, 26);
        failed.ExitCode.Should().Be(5, failed.Said);
        _program.Scratch.Write("migrations/20250301000000_broken.sql", Broken.Replace("nosuch", "id", StringComparison.Ordinal));

        var run = await _program.DeployAsync($"--migrations={_program.Scratch.Below("migrations")}");

        run.ExitCode.Should().Be(0, run.Said);
        run.Report["changes"]!["added"]!.AsArray().Select(o => o!.ToString()).Should().Equal("table public.left_behind");
    }

    [PostgresTheory]
    [InlineData("select pg_sleep(10);", "57014", "statement 1 of 1")]
    [InlineData("create table public.a (id int primary key);\n"
        + "create table public.left_behind (a int references public.a deferrable initially deferred);\n"
        + "insert into public.left_behind values (1);", "23503", "20250301000000_broken.sql: ERROR: insert or update on table")]
    [InlineData("set local role anon;\ncreate table public.left_behind (id int);", "42501", "20250301000000_broken.sql:2")]
    [InlineData("create table public.left_behind (id int);\ndo $$ begin raise exception 'no more'; end $$;", "P0001", "no more")]
    public async Task Is_rolled_back_whatever_the_server_has_against_it(string sql, string state, string told)
    {
        await using var production = await Production.CreateAsync(server);
        _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_broken.sql", sql);
        var config = _program.Scratch.Write("lockkeeper.yaml", "migrations: migrations\nlocks: { statementTimeout: 1s }\n");

        var run = await _program.Against(production).DeployAsync($"--config={config}");

        run.ExitCode.Should().Be(5, run.Said);
        run.Reported("failure.state").Should().Be("rolledBack");
        run.Reported("failure.message").Should().Contain($"SQLSTATE {state}").And.Contain(told);
        await NothingIsLeftAsync(production, 26);
    }

    [PostgresFact]
    public async Task Is_not_even_begun_when_the_server_cannot_parse_it()
    {
        await using var production = await Production.CreateAsync(server);
        _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_broken.sql", "create table public.left_behind (id int);\nselec 1;");
        var config = _program.Scratch.Write("lockkeeper.yaml", "migrations: migrations\n");

        var run = await _program.Against(production).DeployAsync($"--config={config}");

        run.ExitCode.Should().Be(4, run.Said);
        run.Reported("failure.code").Should().Be("migrationSyntax");
        run.Reported("failure.state").Should().Be("nothingChanged");
        run.Reported("failure.message").Should().Contain("20250301000000_broken.sql:2: syntax error").And.Contain("SQLSTATE 42601");
        await NothingIsLeftAsync(production, 26);
    }

    [PostgresFact]
    public async Task Is_told_as_applied_when_the_target_cannot_be_read_after_its_commit()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_lock_out.sql", """
            do $$
            begin
              execute format('alter database %I connection limit 0', current_database());
              perform pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();
            end
            $$;
            """);

        var run = await _program.Against(production).DeployAsync($"--migrations={folder}");

        (await production.HistoryAsync()).Should().HaveCount(27);
        run.ExitCode.Should().Be(6, run.Said);
        run.Reported("outcome").Should().Be("unknown");
        run.Reported("failure.state").Should().Be("applied");
        run.Reported("failure.message").Should().StartWith("20250301000000 committed, but the target cannot be read since then");
    }

    public void Dispose() => _program.Dispose();

    private Task<ProgramResult> DeployAsync(Production production, int before)
    {
        var folder = _program.Scratch.CopyMigrations(before);
        _program.Scratch.Write("migrations/20250301000000_broken.sql", Broken);
        return _program.Against(production).DeployAsync($"--migrations={folder}");
    }

    private static async Task NothingIsLeftAsync(Production production, int applied)
    {
        (await production.HistoryAsync()).Should().Equal(Repository.Versions.Take(applied));
        (await production.ScalarAsync<bool>("select to_regclass('public.left_behind') is null")).Should().BeTrue();
        (await production.SessionsAsync()).Should().BeEmpty();
    }
}
