using Lockkeeper.Benchmarks.Network;
using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.Benchmarks.Workload;
using Lockkeeper.Processes;

namespace Lockkeeper.Benchmarks.Migrations;

/// <summary>A program in one case, and what its runs have taken so far.</summary>
internal sealed class Entrant : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public Entrant(Peer peer, IReadOnlyList<Script> scripts)
    {
        Peer = peer;
        peer.Write(_folder.Path, scripts);
    }

    public Peer Peer { get; }

    /// <summary>Runs on an empty database.</summary>
    public Runs Fresh { get; } = new();

    /// <summary>Runs with nothing to do.</summary>
    public Runs NoOp { get; } = new();

    /// <summary>Why it was not run on an empty database; null where it is.</summary>
    public string? Note { get; set; }

    /// <summary>Whether it takes no turn any more.</summary>
    public bool IsDone { get; set; }

    public ChildCommand Apply(Address address) => Peer.Apply(_folder.Path, address);

    public void Dispose() => _folder.Dispose();

    /// <summary>What several runs have taken.</summary>
    internal sealed class Runs
    {
        private readonly List<double> _seconds = [];

        public double? Median => _seconds.Count == 0 ? null : Migrations.Median.Of(_seconds);

        /// <summary>What went over the network in the last one; null where there is none between.</summary>
        public Traffic? Traffic { get; private set; }

        public void Add(double seconds, Traffic? traffic)
        {
            _seconds.Add(seconds);
            Traffic = traffic;
        }

        /// <summary>Whether there were enough: what is slow is run less often.</summary>
        public bool AreEnough(int most) => _seconds.Count > 0 && _seconds.Count >= (_seconds[0] < 2 ? most : Math.Min(most, _seconds[0] < 5 ? 3 : 1));
    }
}
