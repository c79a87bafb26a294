using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.SupabaseCli;

/// <summary>Apply through the real Supabase CLI.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class ApplyTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [SupabaseCliFact]
    public async Task Applies_what_is_pending_and_is_up_to_date_afterwards()
    {
        await using var development = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations();
        _program.Scratch.Write("migrations/20250301000000_index.sql", "create index concurrently documents_again on documents.documents (user_id);");

        var first = await ApplyAsync(development, folder, "--engine=supabase-cli");
        var second = await ApplyAsync(development, folder, "--engine=supabase-cli");

        first.ExitCode.Should().Be(0, first.Said);
        first.Output.Should().Contain("2 applied.");
        second.ExitCode.Should().Be(0, second.Said);
        second.Output.Should().Contain("Up to date");
        (await development.HistoryAsync()).Should().Equal([.. Repository.Versions, "20250301000000"]);
        (await development.SessionsAsync()).Should().BeEmpty();
    }

    [SupabaseCliFact]
    public async Task A_failing_file_ends_with_exit_code_5_and_those_before_it_stay()
    {
        await using var development = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_enum.sql", "create type public.mood as enum ('glad');");
        _program.Scratch.Write("migrations/20250302000000_broken.sql", "create table public.m (m public.mood);\nalter type public.mood add value 'sad';\ninsert into public.m values ('sad');");

        var run = await ApplyAsync(development, folder, "--engine=supabase-cli");

        run.ExitCode.Should().Be(6, run.Said);
        run.Said.Should().Contain("20250302000000_broken.sql:3").And.Contain("SQLSTATE 55P04").And.Contain("Split 20250302000000_broken.sql");
        (await development.HistoryAsync()).Should().HaveCount(27).And.EndWith("20250301000000");
    }

    [SupabaseCliTheory]
    [InlineData("supabase-cli")]
    [InlineData("npgsql")]
    public async Task A_CLI_that_outlived_a_killed_run_is_waited_for_by_the_next_one(string engine)
    {
        await using var development = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_slow.sql", "create table public.once (id int);\nselect pg_sleep(8);");
        var running = ApplyAsync(development, folder, "--engine=supabase-cli");
        await development.UntilSleepingAsync(running);
        await _program.SignalAsync("KILL");
        (await running).ExitCode.Should().Be(137);

        var next = await ApplyAsync(development, folder, $"--engine={engine}");

        next.ExitCode.Should().Be(0, next.Said);
        next.Said.Should().Contain("waiting for the deployment lock, held by the Supabase CLI (pid ");
        (await development.HistoryAsync()).Should().HaveCount(27).And.EndWith("20250301000000");
        (await development.ScalarAsync<bool>("select to_regclass('public.once') is not null")).Should().BeTrue();
        (await development.SessionsAsync()).Should().BeEmpty();
    }

    public void Dispose() => _program.Dispose();

    private async Task<ProgramResult> ApplyAsync(Production development, string folder, params string[] arguments)
    {
        var config = _program.Scratch.Write("lockkeeper.yaml", "environments: { development: {} }\n");
        return await _program.With("DEVELOPMENT_DATABASE_URL", development.Url).With("SUPABASE_CLI", await SupabaseCliPackage.ProgramAsync())
            .RunAsync(["--target=Apply", "--environment=development", $"--config={config}", $"--migrations={folder}", .. arguments]);
    }
}
