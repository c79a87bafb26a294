using Lockkeeper.Verdicts;

namespace Lockkeeper.Tests.Verdicts;

/// <summary>Samples ten seconds apart that differ from a quiet database in one thing.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static Sample Quiet { get; } = new(
        Begin,
        new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["commits"] = 1000,
            ["rollbacks"] = 10,
            ["deadlocks"] = 3,
            ["tempBytes"] = 0,
            ["waiting"] = 0,
            ["longestTransaction"] = 0.1,
            ["connections"] = 0.1,
            ["retainedWal"] = 0,
            ["invalidIndexes"] = 1,
            ["sequenceUse"] = 0.2,
            ["serverErrors"] = 0,
        },
        [new CallSample("rest", [0.04, 0.05, 0.04, 0.3, 0.04], 0, null)],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["replicationLag"] = "no standby" });

    public static Sample Waiting { get; } = Quiet.With("waiting", 6);

    public static Sample Missing { get; } = Sample.None(Begin, "the server went away");

    /// <summary>Taken before the platform may be asked again.</summary>
    public static Sample NotDue { get; } = Quiet with { NotDue = [Sample.Platform, "unhealthyServices"] };

    public static Baseline Baseline { get; } = Lockkeeper.Verdicts.Baseline.Of([Quiet, Quiet.After(10)], 10);

    /// <summary>The same with another number.</summary>
    public static Sample With(this Sample sample, string key, double value) =>
        sample with { Values = new Dictionary<string, double>(sample.Values, StringComparer.Ordinal) { [key] = value } };

    /// <summary>The same without a number.</summary>
    public static Sample Without(this Sample sample, string key) =>
        sample with { Values = sample.Values.Where(v => !v.Key.Equals(key, StringComparison.Ordinal)).ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal) };

    /// <summary>The same with other calls.</summary>
    public static Sample Calling(this Sample sample, double seconds, int failed = 0) =>
        sample with { Calls = [new CallSample("rest", [.. Enumerable.Repeat(seconds, 5 - failed)], failed, failed > 0 ? "503" : null)] };

    /// <summary>The same, so many seconds later.</summary>
    public static Sample After(this Sample sample, double seconds) => sample with { At = Begin.AddSeconds(seconds) };

    /// <summary>Feeds a window, a sample every ten seconds; null stands for no verdict yet.</summary>
    public static IReadOnlyList<Verdict?> Feed(this BakeWindow window, params Sample[] samples) =>
        [.. samples.Select((s, i) => window.Take(s.After(60 + (i * 10))))];
}
