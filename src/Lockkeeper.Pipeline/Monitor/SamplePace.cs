namespace Lockkeeper.Pipeline.Monitor;

/// <summary>When samples are taken, so that the last of them is complete when the window ends.</summary>
/// <param name="Window">How long it lasts at most.</param>
/// <param name="Interval">Between the beginnings of two samples.</param>
public sealed record SamplePace(TimeSpan Window, TimeSpan Interval)
{
    /// <summary>What a sample may take: less than the interval, and so little of the window that two fit in.</summary>
    public TimeSpan Budget { get; } = Shorter(Interval * 0.8, Window * 0.4);

    private TimeSpan LastBegin => Window - Budget;

    /// <summary>When the sample after this one begins, from the beginning of the window; null when this was the last.</summary>
    /// <param name="begun">When this one began.</param>
    /// <param name="elapsed">How far the window has come.</param>
    public TimeSpan? Next(TimeSpan begun, TimeSpan elapsed)
    {
        if (begun >= LastBegin) return null;
        var next = Shorter(Longer(begun + Interval, elapsed), LastBegin);
        // Rates over a moment are noise.
        return next - begun < Interval * 0.4 && begun > TimeSpan.Zero ? null : next;
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
