using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Monitor;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Monitor;

/// <summary>The log of a real server, in each of its formats.</summary>
public sealed class ServerLogTests
{
    [PostgresTheory]
    [InlineData("jsonlog", 3)]
    [InlineData("csvlog", 3)]
    [InlineData("stderr", 4)] // it does not tell of which database an error is
    public async Task A_line_that_was_written_is_found_and_errors_are_counted(string format, int errors)
    {
        await using var cluster = await StartAsync("logging_collector = on", $"log_destination = '{format}'");
        await using var target = TargetDatabase.For(cluster.ConnectionFor("postgres"), "lockkeeper log");
        await using var connection = await target.ConnectAsync(CancellationToken.None);
        await RunAsync(cluster, "postgres", "nonsense before");
        // The server's logger is a process of its own and may be late; what it writes later belongs to what is counted.
        await Quick.UntilAsync(async () => await IsWrittenAsync(connection, format, "nonsense before"), "the error is in the file");
        var log = await OpenedAsync(connection);

        (await log.ProveAsync(target, connection, "id-1", TimeSpan.FromSeconds(10), TimeProvider.System, CancellationToken.None)).Should().BeTrue();
        (await log.ProveAsync(target, connection, "id-2", TimeSpan.FromSeconds(10), TimeProvider.System, CancellationToken.None)).Should().BeTrue();
        await RunAsync(cluster, "postgres", "nonsense");
        await RunAsync(cluster, "postgres", "select 'ERROR:  no error, and one of two lines\n'; select 1/0");
        await RunAsync(cluster, "template1", "nonsense elsewhere");
        // The log goes on in a new file, and nothing of the old one is lost.
        await RunAsync(cluster, "postgres", "select pg_rotate_logfile()");
        await RunAsync(cluster, "postgres", "do $$ begin raise warning 'ERROR'; end $$; select pg_sleep(0.5); select no_such()");

        await Quick.UntilAsync(
            async () =>
            {
                await log.ReadOnAsync(connection, CancellationToken.None);
                return log.Errors == errors;
            },
            "all errors are counted");
    }

    [PostgresFact]
    public async Task A_server_that_writes_into_no_file_says_so()
    {
        await using var cluster = await StartAsync("logging_collector = off");
        await using var target = TargetDatabase.For(cluster.ConnectionFor("postgres"), "lockkeeper log");
        await using var connection = await target.ConnectAsync(CancellationToken.None);

        (await ServerLog.OpenAsync(connection, "postgres", CancellationToken.None)).Should().Be(
            ((ServerLog?)null, "the server keeps its log in no file that it knows of (logging_collector is off)"));

        await using var role = new NpgsqlCommand("create role plain login password 'plain'", connection);
        await role.ExecuteNonQueryAsync();
        await using var plain = TargetDatabase.For(cluster.ConnectionFor("postgres", "plain", "plain"), "lockkeeper log");
        await using var other = await plain.ConnectAsync(CancellationToken.None);
        (await ServerLog.OpenAsync(other, "postgres", CancellationToken.None)).WhyNot.Should().Contain("pg_monitor");
    }

    [PostgresFact]
    public async Task A_line_that_goes_elsewhere_is_not_found()
    {
        await using var cluster = await StartAsync([.. LocalClusterOptions.ReadableLog]);
        await using var target = TargetDatabase.For(cluster.ConnectionFor("postgres"), "lockkeeper log");
        await using var connection = await target.ConnectAsync(CancellationToken.None);
        await RunAsync(cluster, "postgres", "alter role current_user set log_min_messages = 'panic'");
        var log = await OpenedAsync(connection);

        (await log.ProveAsync(target, connection, "id-1", TimeSpan.FromMilliseconds(300), TimeProvider.System, CancellationToken.None)).Should().BeFalse();
    }

    private static async Task<bool> IsWrittenAsync(NpgsqlConnection connection, string format, string text)
    {
        await using var command = new NpgsqlCommand("select position(convert_to($1, 'UTF8') in pg_read_binary_file(pg_current_logfile($2))) > 0", connection)
        {
            Parameters = { new() { Value = text }, new() { Value = format } },
        };
        return await command.ExecuteScalarAsync() is true;
    }

    private static async Task<ServerLog> OpenedAsync(NpgsqlConnection connection)
    {
        var (log, whyNot) = await ServerLog.OpenAsync(connection, "postgres", CancellationToken.None);
        whyNot.Should().BeNull();
        return log!;
    }

    private static async Task RunAsync(LocalCluster cluster, string database, string sql)
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionFor(database).ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        try
        {
            await command.ExecuteNonQueryAsync();
        }
        catch (PostgresException)
        {
            // That is what the log is to tell.
        }
    }

    private static Task<LocalCluster> StartAsync(params string[] settings) => LocalCluster.StartAsync(new LocalClusterOptions { Settings = settings }, CancellationToken.None);
}
