using System.Globalization;
using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Targets;

/// <summary>What a file of 60 MB takes.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class LargeFileTests(PostgresFixture server) : IDisposable
{
    private const int Length = 60_000_000;

    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task Is_applied_in_less_than_300_MB_however_many_statements_it_has()
    {
        await using var development = await Production.CreatePlainAsync(server);
        var statements = await WriteAsync(_program.Scratch.Write("sql/20250101000000_large.sql", ""));
        var config = _program.Scratch.Write("lockkeeper.yaml", "migrations: sql\nenvironments: { development: {} }\n");

        var running = _program.With("DEVELOPMENT_DATABASE_URL", development.Url)
            .RunAsync("--target=Apply", "--environment=development", $"--config={config}");
        var peak = await PeakAsync(running);
        var run = await running;

        run.ExitCode.Should().Be(0, run.Said);
        (await development.ScalarAsync<long>("select count(*) from large")).Should().Be(statements - 1);
        peak.Should().BeInRange(60, 300);
    }

    public void Dispose() => _program.Dispose();

    // In MB; the kernel keeps the highest value, so that a look now and then misses nothing but the very end.
    private async Task<double> PeakAsync(Task running)
    {
        var (peak, pid) = (0.0, 0);
        while (!running.IsCompleted)
        {
            if (pid == 0) pid = _program.ProcessId;
            else peak = Math.Max(peak, HighWater(pid));
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(20)));
        }

        return peak;
    }

    private static double HighWater(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return 0;
        }
    }

    private static async Task<int> WriteAsync(string path)
    {
        await using var file = new StreamWriter(path);
        await file.WriteLineAsync("create table public.large (id bigint, name text);");
        var (statements, filler) = (1, new string('x', 200));
        for (var written = 0L; written < Length; statements++)
        {
            var sql = $"insert into public.large values ({statements}, '{filler}');";
            written += sql.Length + 1;
            await file.WriteLineAsync(sql);
        }

        return statements;
    }
}
