using System.Collections.Concurrent;
using System.Diagnostics;
using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Interruptions;

/// <summary>SIGKILL behind every line of the ledger: whoever runs the command again need not do anything else.</summary>
[Collection(InterruptionCollection.Name)]
public sealed class KilledAtEveryLineTests(PostgresFixture server)
{
    private static readonly string[] Versions = ["20250101000000", "20250102000000", "20250103000000"];

    // How many lines there were when it was dead: behind which line it died.
    private readonly ConcurrentDictionary<int, bool> _deaths = [];

    [PostgresFact]
    public async Task The_next_deployment_goes_on_by_itself()
    {
        var (line, through) = (0, false);
        Production[] productions = [await Production.CreatePlainAsync(server), await Production.CreatePlainAsync(server)];
        await Task.WhenAll(productions.Select(production => Task.Run(async () =>
        {
            while (!Volatile.Read(ref through))
                if (!await IsKilledAtAsync(production, Interlocked.Increment(ref line))) Volatile.Write(ref through, value: true);
        })));
        foreach (var production in productions) await production.DisposeAsync();
        line.Should().BeGreaterThan(12, "a deployment has many lines");
        // Lines that are written within a millisecond have nothing between them that could be interrupted.
        var behind = Enumerable.Range(1, _deaths.Keys.Max()).ToList();
        behind.Count(_deaths.ContainsKey).Should().BeGreaterThan(behind.Count * 2 / 3, "it died behind {0}", string.Join(' ', _deaths.Keys.Order()));
    }

    // False when the deployment ended before it wrote so many lines.
    private async Task<bool> IsKilledAtAsync(Production production, int line)
    {
        await production.ExecuteAsync("drop schema if exists shop, supabase_migrations cascade; create schema shop; create table shop.counter as select 0 as n");
        using var program = new LockkeeperProgram();
        program.Against(production);
        program.Scratch.Write("sql/20250101000000_create_orders.sql", "-- alters: table shop.counter\ncreate table shop.orders (id int primary key, total numeric);\nupdate shop.counter set n = n + 1;");
        program.Scratch.Write("sql/20250102000000_index_orders.sql", "create index concurrently orders_total on shop.orders (total);");
        program.Scratch.Write("sql/20250103000000_first_orders.sql", "-- alters: table shop.counter\ninsert into shop.orders values (1, 9.5), (2, 3);\nupdate shop.counter set n = n + 1;");
        var config = program.Scratch.Write("lockkeeper.yaml", "project: shop\nmigrations: sql\nmonitor: { interval: 500ms }\n");

        var running = program.DeployAsync($"--config={config}");
        await UntilAsync(program, line, running);
        var killed = await running;
        var what = $"killed behind line {line}: ";
        if (killed.ExitCode == 0) return false;
        killed.ExitCode.Should().Be(137, what + killed.Said);
        _deaths[Lines(program)] = true;
        // Each is whole, or is not called a backup.
        foreach (var deployment in killed.Deployments.Select(d => Path.Combine(d, "backup")).Where(Directory.Exists))
            File.Exists(Path.Combine(deployment, "manifest.json")).Should().BeTrue(what + "half a backup");

        var next = await program.DeployAsync($"--config={config}");

        next.ExitCode.Should().Be(0, what + next.Said);
        next.Reported("outcome").Should().BeOneOf("succeeded", "upToDate");
        await ShouldBeRightAsync(production, what);
        RunningProcesses.Of(program.Temporary).Should().BeEmpty(what);
        return true;
    }

    private static async Task ShouldBeRightAsync(Production production, string what)
    {
        (await production.HistoryAsync()).Should().Equal(Versions, what);
        (await production.ScalarAsync<int>("select n from shop.counter")).Should().Be(2, what);
        (await production.ScalarAsync<long>("select count(*) from shop.orders")).Should().Be(2, what);
        (await production.ScalarAsync<bool>("select indisvalid from pg_index where indexrelid = 'shop.orders_total'::regclass")).Should().BeTrue(what);
        (await production.SessionsAsync()).Should().BeEmpty(what);
        (await production.ScalarAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"))
            .Should().Be(0, what);
    }

    // The signal goes out at once: what is found through a shell comes lines too late.
    private static async Task UntilAsync(LockkeeperProgram program, int line, Task running)
    {
        var pid = 0;
        while (!running.IsCompleted && (pid = program.ProcessId) == 0) await Task.Delay(20);
        while (!running.IsCompleted && Lines(program) < line) await Task.Delay(1);
        if (running.IsCompleted) return;
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended by itself a moment before: its exit code says so.
        }
    }

    private static int Lines(LockkeeperProgram program)
    {
        var folder = Path.Combine(program.Artifacts, "deployments");
        if (!Directory.Exists(folder)) return 0;
        return Directory.EnumerateDirectories(folder).Select(d => Path.Combine(d, "ledger.jsonl")).Where(File.Exists).Select(Count).DefaultIfEmpty().Max();
    }

    private static int Count(string ledger)
    {
        using var stream = new FileStream(ledger, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Count(c => c == '\n');
    }
}
