using Lockkeeper.Verdicts;

namespace Lockkeeper.Tests.Verdicts;

/// <summary>Samples that differ from a quiet database in one thing.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static Sample Quiet { get; } = new(Begin, 1000, 10, 0, 0, 10, 100, 0, 0.1, Problem: null);

    public static Sample Waiting { get; } = Quiet with { Waiting = 6 };

    public static Sample Missing { get; } = new(Begin, null, null, null, null, null, null, null, null, "the server went away");

    /// <summary>Feeds a window; null stands for no verdict yet.</summary>
    public static IReadOnlyList<Verdict?> Feed(this BakeWindow window, params Sample[] samples) => [.. samples.Select(window.Take)];
}
