using Lockkeeper.Evidence;

namespace Lockkeeper.Reports;

/// <summary>Collects how the smoke tests ended, before Migrate and after it.</summary>
internal sealed class SmokeFold
{
    private readonly List<SmokeTestResult> _after = [];
    private readonly Dictionary<string, SmokeTestResult> _before = new(StringComparer.Ordinal);

    internal void See(LedgerEvent happened)
    {
        switch (happened)
        {
            case SmokeTestEndedBefore e: _before[e.Test.Name] = e.Test; break;
            case SmokeTestEnded e: _after.Add(e.Test); break;
        }
    }

    /// <summary>In the order of the initiative, whatever the order in which they ran. One that ran only before Migrate says so.</summary>
    internal IReadOnlyList<SmokeTestResult> Report() =>
    [
        .. _after.Select(t => t with { Before = t.Before ?? _before.GetValueOrDefault(t.Name)?.Status })
            .Concat(_before.Values.Where(b => !_after.Exists(a => string.Equals(a.Name, b.Name, StringComparison.Ordinal))).Select(NotRunAfter))
            .Select(t => t with { Seconds = ReportFold.Rounded(t.Seconds) })
            .OrderBy(t => Rank(t.Name)),
    ];

    private static SmokeTestResult NotRunAfter(SmokeTestResult before) => before with
    {
        Status = SmokeTestStatus.Skipped,
        Before = before.Status,
        Note = $"not run after Migrate; before it: {before.Note}",
    };

    private static int Rank(string name) => SmokeTestNames.All.TakeWhile(n => !string.Equals(n, name, StringComparison.Ordinal)).Count();
}
