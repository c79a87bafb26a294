using Lockkeeper.Postgres.Tools;
using Lockkeeper.Processes;
using Lockkeeper.Supabase.SupabaseCli;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Supabase.Tests.SupabaseCli;

/// <summary>The real CLI against a real server.</summary>
[Collection(ProjectCollection.Name)]
public sealed class CliPushTests(PostgresFixture server) : IDisposable
{
    private static readonly PushLimits Limits = new(TimeSpan.FromMilliseconds(700), TimeSpan.FromSeconds(50), TimeSpan.FromMinutes(2));

    private readonly Files _files = new();

    [SupabaseCliFact]
    public async Task Begins_its_session_with_the_limits_and_the_options_of_the_target()
    {
        await using var database = await Project.CreateAsync(server);

        var answer = await PushAsync(database, "create table seen as select name, setting from pg_settings;", Limits, "-c work_mem=7MB");

        answer.Should().BeOfType<Pushed>().Which.Files.Should().Equal("20250101000000_one.sql");
        (await database.ScalarAsync<string>(
            """
            select string_agg(name || '=' || setting, ' ' order by name) from seen
            where name in ('lock_timeout', 'statement_timeout', 'client_connection_check_interval', 'idle_in_transaction_session_timeout', 'work_mem', 'application_name')
            """)).Should().Be("application_name=@effect/sql-pg client_connection_check_interval=500 idle_in_transaction_session_timeout=60000 lock_timeout=700 statement_timeout=50000 work_mem=7168");
    }

    [SupabaseCliFact]
    public async Task Answers_a_lock_that_it_cannot_have_with_55P03_and_the_statement()
    {
        await using var database = await Project.CreateAsync(server);
        await database.RunAsync(SupabaseBaseline.DeployRole, "create table held (id int)");
        await using var blocker = await database.SignInAsync(SupabaseBaseline.DeployRole);
        await using var transaction = await blocker.BeginTransactionAsync();
        await blocker.RunAsync("lock table held");

        var answer = await PushAsync(database, "select 1;\nalter table held add column more int;", Limits);

        answer.Should().BeOfType<PushError>().Which.Should().Match<PushError>(e => e.SqlState == "55P03" && e.Statement == 1);
    }

    [SupabaseCliFact]
    public async Task Killed_at_its_deadline_leaves_a_session_that_is_found_and_ended()
    {
        await using var database = await Project.CreateAsync(server);
        await using var connection = await database.SignInAsync(SupabaseBaseline.DeployRole);
        await using var other = await database.SignInAsync(SupabaseBaseline.DeployRole);
        await other.RunAsync($"set application_name = '{CliSessions.ApplicationName}'");
        var since = await CliSessions.NowAsync(connection, CancellationToken.None);

        // Nobody looks whether the client is still there, as on a server that cannot.
        var push = () => PushAsync(
            database, "set client_connection_check_interval = 0; create table half (id int); select pg_sleep(120);", Limits with { StatementTimeout = TimeSpan.Zero, Deadline = TimeSpan.FromSeconds(8) });
        (await push.Should().ThrowAsync<ChildProcessFailure>()).Which.IsDeadlinePassed.Should().BeTrue();
        (await SessionsAsync(connection)).Should().Be(2);

        (await CliSessions.EndAsync(connection, since, TimeSpan.FromSeconds(20), TimeProvider.System)).Should().BeTrue();

        (await SessionsAsync(connection)).Should().Be(1, "the older session is somebody else's");
        (await database.ScalarAsync<bool>("select to_regclass('half') is null")).Should().BeTrue();
    }

    [SupabaseCliFact]
    public async Task Tells_nobody_and_has_no_secret_in_its_arguments()
    {
        await using var database = await Project.CreateAsync(server);
        var shown = Path.Combine(_files.Folder, "shown");
        var script = _files.Script("supabase", $"{{ printf '%s\\n' \"$@\"; echo --; env; }} > '{shown}'; echo '{{\"migrations\":[]}}'");

        (await PushAsync(database, "select 1;", Limits, program: script)).Should().BeOfType<Pushed>();

        var parts = (await File.ReadAllTextAsync(shown)).Split("--\n", 2);
        Assert.DoesNotContain(database.AddressFor(SupabaseBaseline.DeployRole).Password!, parts[0]);
        parts[0].Should().StartWith("db\npush\n--remote=postgresql://?options=").And.Contain("--yes").And.Contain("--output-format=json").And.Contain("--workdir=/");
        parts[1].Should().Contain("SUPABASE_TELEMETRY_DISABLED=1").And.Contain("DO_NOT_TRACK=1").And.Contain("SUPABASE_NO_UPDATE_NOTIFIER=1")
            .And.NotMatchRegex("(?m)^HOME=/(root|home)").And.NotContain("SUPABASE_CLI=");
    }

    public void Dispose() => _files.Dispose();

    private async Task<PushAnswer?> PushAsync(Project database, string sql, PushLimits limits, string? options = null, string? program = null)
    {
        var folder = _files.Of(sql);
        using var project = await StagedProject.CreateAsync(folder, [], CancellationToken.None);
        var cli = new CliProgram(program ?? await SupabaseCliPackage.ProgramAsync(), SupabaseCliPackage.Version);
        return await new CliPush(cli, ConnectionVariables.For(database.AddressFor(SupabaseBaseline.DeployRole)), options).RunAsync(project, limits, includeAll: false, CancellationToken.None);
    }

    private static async Task<long> SessionsAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            $"select count(*) from pg_stat_activity where datname = current_database() and application_name = '{CliSessions.ApplicationName}'", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
