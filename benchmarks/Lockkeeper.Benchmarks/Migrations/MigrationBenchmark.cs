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
    private readonly List<Measurement> _measured = [];

    /// <summary>Measures every program in every case that stays below the limit.</summary>
    public async Task<IReadOnlyList<Measurement>> RunAsync(IReadOnlyList<Peer> peers, CancellationToken token)
    {
        // From afar a disk makes no difference that could be seen.
        foreach (var roundTrip in options.RoundTrips.Where(r => r == 0 || !onDisk))
        {
            await using var network = new DelayProxy(server.Cluster.Host, server.Cluster.Port, TimeSpan.FromMilliseconds(roundTrip));
            foreach (var count in options.Sizes)
                foreach (var peer in peers) await MeasureAsync(peer, count, roundTrip, network, token);
        }

        return _measured;
    }

    private async Task MeasureAsync(Peer peer, int count, int roundTrip, DelayProxy network, CancellationToken token)
    {
        using var folder = new ScratchFolder();
        peer.Write(folder.Path, Script.Of(count));
        var far = peer.Apply(folder.Path, server.At(roundTrip == 0 ? null : network.Port));
        try
        {
            if (Expected(peer, count, roundTrip) is { } expected && expected > options.LimitSeconds)
            {
                Note(new Measurement(peer.Name, count, onDisk, roundTrip, Fresh: true, null, $"not run: about {expected:0} s", Traffic: null));
                await server.ResetAsync(token);
                var near = Expected(peer, count, 0);
                // The second run is worth measuring also where the first one takes too long from afar.
                if (!peer.HasHistory || near > options.LimitSeconds) return;
                await ChildProcess.RunAsync(peer.Apply(folder.Path, server.At()), token);
            }
            else
            {
                Note(await MedianAsync(peer, count, roundTrip, network, far, fresh: true, token));
            }

            await CheckAsync(peer, count, token);
            if (peer.HasHistory) Note(await MedianAsync(peer, count, roundTrip, network, far, fresh: false, token));
        }
        catch (Exception e) when (e is DeployFailure or ChildProcessFailure)
        {
            tell(e.Message);
            Note(new Measurement(peer.Name, count, onDisk, roundTrip, Fresh: true, null, "failed", Traffic: null));
        }
    }

    private async Task<Measurement> MedianAsync(
        Peer peer, int count, int roundTrip, DelayProxy network, ChildCommand command, bool fresh, CancellationToken token)
    {
        var seconds = new List<double>();
        Traffic? traffic = null;
        while (seconds.Count < Runs(seconds))
        {
            if (fresh) await server.ResetAsync(token);
            network.TakeTraffic();
            var result = await ChildProcess.RunAsync(command, token);
            seconds.Add(result.Duration.TotalSeconds);
            if (roundTrip > 0) traffic = network.TakeTraffic();
            if (fresh) await CheckAsync(peer, count, token);
        }

        return new Measurement(peer.Name, count, onDisk, roundTrip, fresh, Median.Of(seconds), Note: null, traffic);
    }

    private int Runs(List<double> seconds) => seconds.Count == 0 || seconds[0] < 2 ? options.Runs : Math.Min(options.Runs, seconds[0] < 5 ? 3 : 1);

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

    private void Note(Measurement measurement)
    {
        _measured.Add(measurement);
        tell($"{measurement.Program}: {measurement.Count} migrations, {measurement.RoundTrip} ms{(onDisk ? ", on disk" : "")}, {(measurement.Fresh ? "fresh" : "no-op")}: "
            + (measurement.Seconds is { } s ? $"{s:0.00} s" : measurement.Note)
            + (measurement.Traffic is { } t ? $", {t.RoundTrips} round trips on {t.Connections} connections" : ""));
    }
}
