namespace Lockkeeper.Verdicts;

/// <summary>Judges samples as they come in. One bad sample is noise; as many in a row as the failure limit says are a verdict.</summary>
/// <param name="thresholds">What must hold.</param>
/// <param name="failureLimit">How many bad, or missing, samples in a row end the window.</param>
public sealed class BakeWindow(IReadOnlyList<Threshold> thresholds, int failureLimit)
{
    private readonly Dictionary<string, int> _inARow = new(StringComparer.Ordinal);
    private Sample? _previous;
    private int _missingInARow;
    private int _good;

    /// <summary>How many samples were taken, missing ones too.</summary>
    public int Samples { get; private set; }

    /// <summary>Why the verdict is not successful.</summary>
    public IReadOnlyList<string> Reasons { get; private set; } = [];

    /// <summary>Takes a sample in.</summary>
    /// <returns>A verdict when there is no need to wait for the end of the window, else null.</returns>
    public Verdict? Take(Sample sample)
    {
        Samples++;
        if (sample.Gap is { } problem)
        {
            Reasons = [$"{++_missingInARow} sample(s) in a row could not be taken: {problem}"];
            return _missingInARow >= failureLimit ? Verdict.Inconclusive : null;
        }

        _missingInARow = 0;
        _good++;
        var broken = _previous is { } previous ? [.. thresholds.Select(t => Judge(t, previous, sample)).OfType<string>()] : (List<string>)[];
        _previous = sample;
        if (broken.Count == 0) return null;
        Reasons = broken;
        return Verdict.Failed;
    }

    /// <summary>The verdict when the window is over and nothing ended it before.</summary>
    public Verdict AtTheEnd()
    {
        // Rates need two samples; with fewer nothing was watched.
        if (_good >= 2 && _missingInARow == 0)
        {
            Reasons = [];
            return Verdict.Successful;
        }

        if (_good < 2 && _missingInARow == 0) Reasons = [$"only {_good} sample(s) could be taken; a rate needs two"];
        return Verdict.Inconclusive;
    }

    private string? Judge(Threshold threshold, Sample previous, Sample sample)
    {
        var breach = threshold.Breach(previous, sample);
        var inARow = _inARow[threshold.Name] = breach is null ? 0 : _inARow.GetValueOrDefault(threshold.Name) + 1;
        return inARow >= failureLimit ? $"{threshold.Name}: {breach}, {inARow} samples in a row" : null;
    }
}
