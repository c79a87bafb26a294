using Lockkeeper.Benchmarks.Network;
using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.Benchmarks.Workload;
using Lockkeeper.Failures;
using Lockkeeper.Processes;

namespace Lockkeeper.Benchmarks.Migrations;

/// <summary>Lockkeeper beside its peers: sizes, networks, with everything and with nothing to do.</summary>
/// <param name="server">Under all of them.</param>
/// <param name="onDisk">Where its files are; else in memory.</param>
/// <param name="options">How often and how long.</param>
/// <param name="tell">Told in words.</param>
internal sealed class MigrationBenchmark(Server server, bool onDisk, BenchmarkOptions options, Action<string> tell)
{
    private const string Failed = "failed";

    private readonly List<Measurement> _measured = [];

    /// <summary>Measures every program in every case that stays below the limit.</summary>
    public async Task<IReadOnlyList<Measurement>> RunAsync(IReadOnlyList<Peer> peers, CancellationToken token)
    {
        // From afar a disk makes no difference that could be seen.
        foreach (var roundTrip in options.RoundTrips.Where(r => r == 0 || !onDisk))
        {
            await using var network = new DelayProxy(server.Cluster.Host, server.Cluster.Port, TimeSpan.FromMilliseconds(roundTrip));
            foreach (var count in options.Sizes) await MeasureAsync(peers, count, roundTrip, network, token);
        }

        return _measured;
    }

    // They take turns. A shared machine is now faster and now slower: who goes first must not have all the good minutes.
    private async Task MeasureAsync(IReadOnlyList<Peer> peers, int count, int roundTrip, DelayProxy network, CancellationToken token)
    {
        var scripts = Script.Of(count);
        List<Entrant> entrants = [.. peers.Select(p => new Entrant(p, scripts))];
        try
        {
            while (entrants.Where(e => !e.IsDone).ToList() is { Count: > 0 } waiting)
                foreach (var entrant in waiting) await TakeTurnAsync(entrant, count, roundTrip, network, token);
            foreach (var entrant in entrants) Note(entrant, count, roundTrip);
        }
        finally
        {
            foreach (var entrant in entrants) entrant.Dispose();
        }
    }

    private async Task TakeTurnAsync(Entrant entrant, int count, int roundTrip, DelayProxy network, CancellationToken token)
    {
        var far = entrant.Apply(server.At(roundTrip == 0 ? null : network.Port));
        try
        {
            await server.ResetAsync(token);
            if (Expected(entrant.Peer, count, roundTrip) is { } expected && expected > options.LimitSeconds)
            {
                entrant.Note = $"not run: about {expected:0} s";
                entrant.IsDone = true;
                // The second run is worth measuring also where the first one takes too long from afar.
                if (!entrant.Peer.HasHistory || Expected(entrant.Peer, count, 0) > options.LimitSeconds) return;
                await ChildProcess.RunAsync(entrant.Apply(server.At()), token);
            }
            else
            {
                await RunAsync(far, entrant.Fresh, roundTrip, network, token);
                entrant.IsDone = entrant.Fresh.AreEnough(options.Runs);
            }

            await CheckAsync(entrant.Peer, count, token);
            if (!entrant.Peer.HasHistory) return;
            do
            {
                if (!entrant.NoOp.AreEnough(options.Runs)) await RunAsync(far, entrant.NoOp, roundTrip, network, token);
            }
            while (entrant.IsDone && !entrant.NoOp.AreEnough(options.Runs));
        }
        catch (Exception e) when (e is DeployFailure or ChildProcessFailure)
        {
            tell(e.Message);
            entrant.Note = Failed;
            entrant.IsDone = true;
        }
    }

    private static async Task RunAsync(ChildCommand command, Entrant.Runs runs, int roundTrip, DelayProxy network, CancellationToken token)
    {
        network.TakeTraffic();
        var result = await ChildProcess.RunAsync(command, token);
        runs.Add(result.Duration.TotalSeconds, roundTrip > 0 ? network.TakeTraffic() : null);
    }

    // A program's time grows with the number of migrations above what it needs for none; from afar, where nothing smaller was run either,
    // a case that was estimated is estimated again.
    private double? Expected(Peer peer, int count, int roundTrip)
    {
        var fresh = Of(peer, roundTrip, fresh: true).LastOrDefault(m => m.Count <= count && m.Seconds is not null);
        if (fresh is null) return null;
        var none = Of(peer, roundTrip, fresh: false).FirstOrDefault(m => m.Count == fresh.Count)?.Seconds ?? 0;
        var start = Math.Min(none, fresh.Seconds!.Value);
        return start + ((fresh.Seconds.Value - start) * count / fresh.Count);
    }

    private IEnumerable<Measurement> Of(Peer peer, int roundTrip, bool fresh) =>
        _measured.Where(m => string.Equals(m.Program, peer.Name, StringComparison.Ordinal) && m.RoundTrip == roundTrip && m.Fresh == fresh);

    private async Task CheckAsync(Peer peer, int count, CancellationToken token)
    {
        var tables = await server.CompleteTablesAsync(token);
        if (tables != count) throw DeployFailure.NothingChanged(FailureCode.ToolFailed, FailureSource.Tool, $"{peer.Name} made {tables} of {count} tables.", "Look at its output.");
    }

    private void Note(Entrant entrant, int count, int roundTrip)
    {
        Note(new Measurement(entrant.Peer.Name, count, onDisk, roundTrip, Fresh: true, entrant.Note is null ? entrant.Fresh.Median : null, entrant.Note, entrant.Fresh.Traffic));
        if (entrant is { Note: not Failed, NoOp.Median: { } median }) Note(new Measurement(entrant.Peer.Name, count, onDisk, roundTrip, Fresh: false, median, Note: null, entrant.NoOp.Traffic));
    }

    private void Note(Measurement measurement)
    {
        _measured.Add(measurement);
        tell($"{measurement.Program}: {measurement.Count} migrations, {measurement.RoundTrip} ms{(onDisk ? ", on disk" : "")}, {(measurement.Fresh ? "fresh" : "no-op")}: "
            + (measurement.Seconds is { } s ? $"{s:0.00} s" : measurement.Note)
            + (measurement.Traffic is { } t ? $", {t.RoundTrips} round trips on {t.Connections} connections" : ""));
    }
}
