using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.Benchmarks.Workload;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Processes;
using Npgsql;

namespace Lockkeeper.Benchmarks.Cost;

/// <summary>
/// A backup of 2 GB with its proof, beside pg_dump and pg_restore alone with the same options into a server of the same kind. It takes
/// minutes, so that it runs only when it is asked for by name.
/// </summary>
internal static class BackingUp
{
    private const int Jobs = 4;
    private const int Tables = 8;
    private const int RowsOfTable = 900_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(30);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(LockkeeperPeer peer, Server server, Action<string> tell, CancellationToken token)
    {
        await FillAsync(server, token);
        var bytes = await BytesAsync(server, token);
        var tools = await ClientTools.FindAsync(server.Cluster.ServerMajor, token);
        tell($"a database of {bytes / 1_000_000:0} MB");
        using var folder = new ScratchFolder();
        var (dump, restore) = await AloneAsync(server, tools, Path.Combine(folder.Path, "alone"), token);
        tell($"pg_dump {dump:0.0} s, pg_restore {restore:0.0} s");
        var phase = await PhaseAsync(peer, server, folder.Path, token);
        return
        [
            new Figure(
                $"Backup and its proof of {bytes / 1_000_000:0} MB, and how many times pg_dump ({dump:0.0} s) and pg_restore ({restore:0.0} s) alone",
                $"{phase:0.0} s, {phase / (dump + restore):0.00}"),
        ];
    }

    private static async Task FillAsync(Server server, CancellationToken token)
    {
        await server.ResetAsync(token);
        for (var table = 0; table < Tables; table++)
        {
            await server.ExecuteAsync(
                Server.Database,
                $"""
                create table public.part_{table} as
                select g as id, gen_random_uuid() as owner, now() - g * interval '1 second' as at, g % 7 = 0 as done, md5(g::text) || ' ' || repeat('some words ', 10) as note
                from generate_series(1, {RowsOfTable}) g;
                alter table public.part_{table} add primary key (id);
                create index on public.part_{table} (owner);
                """,
                token);
        }

        await server.ExecuteAsync(Server.Database, "vacuum analyze", token);
        await server.ExecuteAsync(Server.Database, "checkpoint", token);
    }

    private static async Task<(double Dump, double Restore)> AloneAsync(Server server, ClientTools tools, string folder, CancellationToken token)
    {
        var dump = await SecondsAsync(() => ToolAsync(
            tools.PgDump,
            ["--format=directory", $"--file={folder}", $"--jobs={Jobs}", "--no-password", .. tools.Major >= 16 ? (string[])["--compress=zstd"] : []],
            server.Cluster.ConnectionFor(Server.Database),
            token));
        await using var fresh = await LocalCluster.StartAsync(
            new LocalClusterOptions
            {
                Major = server.Cluster.ServerMajor,
                Superuser = "postgres",
                Settings = ["wal_level = minimal", "max_wal_senders = 0", "autovacuum = off", "maintenance_work_mem = 256MB"],
            },
            token);
        var restore = await SecondsAsync(() => ToolAsync(
            tools.PgRestore, ["--format=directory", $"--jobs={Jobs}", "--exit-on-error", "--no-password", "--dbname=postgres", folder], fresh.ConnectionFor("postgres"), token));
        Directory.Delete(folder, recursive: true);
        return (dump, restore);
    }

    private static Task<double> PhaseAsync(LockkeeperPeer peer, Server server, string folder, CancellationToken token)
    {
        LockkeeperPeer.WriteConfiguration(folder);
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "migrations")).FullName, "20250101000000_nothing.sql"), "select 1;\n");
        return SecondsAsync(() => ChildProcess.RunAsync(peer.Run(folder, server.At(), "--target=Backup") with { Deadline = Deadline }, token));
    }

    private static Task ToolAsync(string program, IReadOnlyList<string> arguments, NpgsqlConnectionStringBuilder target, CancellationToken token) =>
        ChildProcess.RunAsync(new ChildCommand(program, arguments) { Environment = ConnectionVariables.For(target), Deadline = Deadline }, token);

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        var began = TimeProvider.System.GetTimestamp();
        await work();
        return TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<long> BytesAsync(Server server, CancellationToken token)
    {
        await using var connection = await server.OpenAsync(Server.Database, token);
        await using var command = new NpgsqlCommand("select pg_database_size(current_database())", connection);
        return (long)(await command.ExecuteScalarAsync(token))!;
    }
}
