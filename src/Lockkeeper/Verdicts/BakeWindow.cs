namespace Lockkeeper.Verdicts;

/// <summary>Judges samples as they come in. One bad sample is noise; as many in a row as the failure limit says are a verdict.</summary>
/// <param name="baseline">How it was before; <see cref="Baseline.None"/> where nobody knows.</param>
/// <param name="thresholds">By the key of the metric.</param>
/// <param name="failureLimit">How many bad, or missing, samples in a row end the window.</param>
public sealed class BakeWindow(Baseline baseline, IReadOnlyDictionary<string, Threshold> thresholds, int failureLimit)
{
    private readonly List<MetricState> _metrics = [.. baseline.Values.Keys.Select(name => State(name, baseline, thresholds))];
    private readonly Dictionary<string, Silence> _silent = Sample.Sources.ToDictionary(s => s, _ => default(Silence), StringComparer.Ordinal);
    private readonly SampleReader _reader = new();

    // A log or a platform that could be read neither before the deployment nor since is not watched; the database always is.
    private readonly List<string> _sources =
        [.. Sample.Sources.Where(s => s is Sample.Database || baseline.Samples == 0 || baseline.Values.ContainsKey(Metrics.ReadFrom(s).Title))];

    private Sample? _last;
    private int _good;

    /// <summary>How many samples were taken, missing ones too.</summary>
    public int Samples { get; private set; }

    /// <summary>Why the verdict is not successful.</summary>
    public IReadOnlyList<string> Reasons { get; private set; } = [];

    /// <summary>What is watched, in the order of <see cref="Metrics.All"/>.</summary>
    public IReadOnlyList<MetricState> Watched => [.. Metrics.All.SelectMany(m => _metrics.Where(s => m.Owns(s.Name)))];

    /// <summary>Metrics that nothing can be said about, and why.</summary>
    public IReadOnlyList<string> NotWatched =>
    [
        .. from source in Sample.Sources.Except(_sources, StringComparer.Ordinal)
           let why = _silent[source].Why
           where why is not null
           select $"{Metrics.ReadFrom(source).Title}: {why}",
        .. from metric in Metrics.All
           let why = _last?.Missing.GetValueOrDefault(metric.Key)
           where why is not null && !_metrics.Exists(s => metric.Owns(s.Name))
           select $"{metric.Title}: {why}",
        .. from state in Watched where state.Baseline is null && Threshold(state.Name, thresholds).NeedsBaseline select $"{state.Name}: there is no baseline of it",
    ];

    /// <summary>Takes a sample in.</summary>
    /// <returns>A verdict when there is no need to wait for the end of the window, else null.</returns>
    public Verdict? Take(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        Samples++;
        var readings = _reader.Next(sample);
        _last = sample;
        foreach (var name in readings.Select(r => r.Name).Where(n => !_metrics.Exists(s => s.Name.Equals(n, StringComparison.Ordinal))))
            _metrics.Add(State(name, baseline, thresholds));
        _sources.AddRange(Sample.Sources.Except(_sources, StringComparer.Ordinal).Where(s => _metrics.Exists(m => Metrics.ReadFrom(s).Owns(m.Name))).ToList());
        foreach (var state in _metrics)
        {
            var reading = readings.FirstOrDefault(r => r.Name.Equals(state.Name, StringComparison.Ordinal));
            // Where the database itself does not answer, nobody can say that the migrations are the cause, and nobody could undo them.
            if (reading is not null || IsDue(state, sample)) state.Take(reading, isJudged: sample.Problem is null);
        }

        foreach (var source in Sample.Sources.Except(sample.NotDue, StringComparer.Ordinal))
            _silent[source] = sample.Missing.TryGetValue(source, out var why)
                ? new Silence(_silent[source].InARow + 1, _silent[source].InAll + 1, why)
                : new Silence(0, _silent[source].InAll, Why: null);
        if (!_sources.Exists(IsSilent)) _good++;
        return Judge();
    }

    /// <summary>The verdict when the window is over and nothing ended it before.</summary>
    public Verdict AtTheEnd()
    {
        // Rates need two samples; with fewer nothing was watched.
        Reasons = Gaps(atLeast: 1).ToList() is { Count: > 0 } gaps ? gaps
            : _good < 2 ? [$"only {_good} sample(s) could be taken; a rate needs two"]
            : [.. ComingAndGoing()];
        return Reasons.Count == 0 ? Verdict.Successful : Verdict.Inconclusive;
    }

    private Verdict? Judge()
    {
        var broken = _metrics.Where(s => s.BrokenInARow >= failureLimit).Select(s => s.Breach()).ToList();
        var gaps = Gaps(failureLimit).ToList();
        var verdict = broken.Count > 0 ? Verdict.Failed : gaps.Count > 0 ? Verdict.Inconclusive : (Verdict?)null;
        if (verdict is not null) Reasons = verdict is Verdict.Failed ? broken : gaps;
        return verdict;
    }

    private IEnumerable<string> Gaps(int atLeast) =>
    [
        .. from source in _sources where _silent[source].InARow >= atLeast
           select $"{_silent[source].InARow} sample(s) in a row could not be taken: {source}: {_silent[source].Why}",
        .. from state in _metrics where state.MissingInARow >= atLeast && !_sources.Exists(IsSilent)
           select $"{state.MissingInARow} sample(s) in a row lack {state.Name}{(_last?.Missing.GetValueOrDefault(Metrics.Of(state.Name).Key) is { } why ? $": {why}" : "")}",
    ];

    // In so many samples that nobody would call it noise, although never often enough in a row.
    private IEnumerable<string> ComingAndGoing() =>
    [
        .. from source in _sources where IsOften(_silent[source].InAll, Samples)
           select $"{source}: {_silent[source].InAll} of {Samples} samples could not be taken, with good ones in between",
        .. from state in _metrics where IsOften(state.Broken, state.Judged)
           select $"{state.Name}: above {Amount.Show(state.Limit ?? 0, state.Unit)} in {state.Broken} of {state.Judged} samples, with good ones in between",
    ];

    private bool IsOften(int bad, int samples) => bad >= failureLimit && bad * 3 >= samples;

    private bool IsSilent(string source) => _silent[source].InARow > 0;

    // The first total has nothing to be counted from: what is a rate is due from the second on.
    private bool IsDue(MetricState state, Sample sample)
    {
        var metric = Metrics.Of(state.Name);
        return !sample.NotDue.Contains(metric.Key, StringComparer.Ordinal)
            && (!metric.NeedsTwo || (sample[metric.Key] is null && (_good > 0 || state.Baseline is null)));
    }

    private static MetricState State(string name, Baseline baseline, IReadOnlyDictionary<string, Threshold> thresholds) =>
        new(name, baseline.Values.TryGetValue(name, out var before) ? before : null, Threshold(name, thresholds));

    private static Threshold Threshold(string name, IReadOnlyDictionary<string, Threshold> thresholds) =>
        thresholds.GetValueOrDefault(Metrics.Of(name).Key) ?? Verdicts.Threshold.Defaults[Metrics.Of(name).Key];

    /// <summary>For how many samples a source has said nothing, one after the other and in all, and why it does now.</summary>
    private readonly record struct Silence(int InARow, int InAll, string? Why);
}
