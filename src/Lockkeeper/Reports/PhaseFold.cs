using Lockkeeper.Evidence;

namespace Lockkeeper.Reports;

/// <summary>Follows the five phases through a ledger.</summary>
internal sealed class PhaseFold
{
    private readonly Dictionary<Phase, DateTimeOffset> _began = [];
    private readonly Dictionary<Phase, PhaseEnded> _ended = [];

    /// <summary>The phase that began and did not end.</summary>
    internal Phase? Open { get; private set; }

    /// <summary>The last phase that ended.</summary>
    internal Phase? LastEnded { get; private set; }

    internal void See(LedgerEntry entry)
    {
        switch (entry.Event)
        {
            case PhaseStarted e:
                _began[e.Phase] = entry.At;
                _ended.Remove(e.Phase);
                Open = e.Phase;
                break;
            case PhaseEnded e:
                _ended[e.Phase] = e;
                LastEnded = e.Phase;
                Open = Open == e.Phase ? null : Open;
                break;
        }
    }

    internal bool Succeeded(Phase phase) => _ended.TryGetValue(phase, out var e) && e.Status == PhaseStatus.Succeeded;

    /// <summary>The five phases, also those never reached; a rollback only where there was one.</summary>
    internal IReadOnlyList<ReportPhase> Report(DateTimeOffset lastAt) =>
        [.. Enum.GetValues<Phase>().Where(p => p <= Phase.Monitor || _began.ContainsKey(p)).Select(p => Report(p, lastAt))];

    private ReportPhase Report(Phase phase, DateTimeOffset lastAt)
    {
        if (_ended.TryGetValue(phase, out var ended))
            return new ReportPhase(phase.ToString(), ended.Status, ReportFold.Rounded(ended.Seconds)) { Note = ended.Note };
        if (_began.TryGetValue(phase, out var began))
        {
            return new ReportPhase(phase.ToString(), PhaseStatus.Failed, ReportFold.Rounded((lastAt - began).TotalSeconds))
            {
                Note = "Began, but the ledger does not say how it ended.",
            };
        }

        return new ReportPhase(phase.ToString(), PhaseStatus.Skipped, 0) { Note = "Not reached." };
    }
}
