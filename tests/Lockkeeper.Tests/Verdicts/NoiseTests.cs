using Lockkeeper.Verdicts;

namespace Lockkeeper.Tests.Verdicts;

/// <summary>A noisy production with the default thresholds, three services and two health addresses: seeded, so that a failure is the same tomorrow.</summary>
public sealed class NoiseTests
{
    private const int FailureLimit = 3;
    private const int Regressed = 30;

    private static readonly string[] Watched = ["auth", "storage", "rest", "10.0.0.5:8001/health", "10.0.0.5:8002/health"];

    public static TheoryData<int> Runs => [.. Enumerable.Range(1, 50)];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Noise_alone_raises_no_alarm(int seed)
    {
        var (window, verdicts) = Watch(new Noise(seed));

        verdicts.Should().OnlyContain(v => v == null, string.Join("; ", window.Reasons));
        window.AtTheEnd().Should().Be(Verdict.Successful);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_latency_of_twice_the_threshold_in_the_same_noise_is_caught(int seed) => Caught(new Noise(seed) { Slower = 12 }, "latency");

    [Theory]
    [MemberData(nameof(Runs))]
    public void An_error_rate_regression_in_the_same_noise_is_caught(int seed) => Caught(new Noise(seed) { Failing = 0.9 }, "failed calls");

    private static void Caught(Noise noise, string by)
    {
        var (window, verdicts) = Watch(noise);

        verdicts.Count(v => v is null).Should().BeLessThanOrEqualTo(Regressed + FailureLimit, $"{FailureLimit + 1} samples are enough");
        verdicts[^1].Should().Be(Verdict.Failed);
        window.Reasons.Should().Equal(window.Reasons.Where(r => r.StartsWith($"{by} {noise.Regressing}: ", StringComparison.Ordinal)), "nothing else got worse");
        window.Reasons.Should().NotBeEmpty();
    }

    private static (BakeWindow Window, IReadOnlyList<Verdict?> Verdicts) Watch(Noise noise)
    {
        var window = new BakeWindow(Baseline.Of([.. Enumerable.Range(0, 5).Select(_ => noise.Next(regressed: false))], 30), Threshold.Defaults, FailureLimit);
        var verdicts = new List<Verdict?>();
        for (var i = 0; i < 60 && verdicts.LastOrDefault() is null; i++) verdicts.Add(window.Take(noise.Next(regressed: i >= Regressed)));
        return (window, verdicts);
    }

    /// <summary>
    /// Calls with a long tail, of which one in a hundred fails; now and then all calls of a service in one sample, and once the database with all of them for
    /// two samples; bursts in all counters.
    /// </summary>
    private sealed class Noise(int seed)
    {
        private readonly Random _random = new(seed);
        private double _commits = 1e6;
        private double _rollbacks = 1e4;
        private double _temp;
        private double _errors;
        private int _samples;
        private string? _wasBad;

        /// <summary>The service that gets worse.</summary>
        public string Regressing { get; } = Watched[seed % Watched.Length];

        public double Slower { get; init; } = 1;

        public double Failing { get; init; } = 0.01;

        public Sample Next(bool regressed)
        {
            _commits += 500 + (_random.NextDouble() * 1500);
            _rollbacks += _random.Next(60);
            _temp += _random.NextDouble() < 0.1 ? 5e7 : 0;
            _errors += _random.NextDouble() < 0.2 ? 1 : 0;
            var quiet = Samples.Quiet.With("commits", _commits).With("rollbacks", _rollbacks).With("tempBytes", _temp).With("serverErrors", _errors)
                .With("waiting", _random.Next(4)).With("connections", 0.2 + (_random.NextDouble() * 0.4)).With("longestTransaction", _random.NextDouble() * 60);
            var failover = _samples is 15 or 16;
            var bad = _wasBad is null && _random.NextDouble() < 0.2 ? Watched[_random.Next(Watched.Length)] : null;
            if (regressed && string.Equals(bad, Regressing, StringComparison.Ordinal)) bad = null;
            var calls = Watched.Select(s => Call(s, failover || s.Equals(bad, StringComparison.Ordinal), regressed && s.Equals(Regressing, StringComparison.Ordinal))).ToList();
            _wasBad = bad;
            return ((failover ? Samples.Missing : quiet) with { Calls = calls }).After(10 * _samples++);
        }

        private CallSample Call(string service, bool bad, bool regressed)
        {
            var failed = bad ? 5 : Enumerable.Range(0, 5).Count(_ => _random.NextDouble() < Failure(service, regressed));
            return new CallSample(service, [.. Enumerable.Range(0, 5 - failed).Select(_ => Latency() * (regressed ? Slower : 1))], failed, Problem: null);
        }

        private double Failure(string service, bool regressed) => regressed ? Failing : service.Equals(_wasBad, StringComparison.Ordinal) ? 0 : 0.01;

        // Log-normal around 50 ms, and one call in twenty that meets a pause.
        private double Latency()
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
            return (0.05 * Math.Exp(0.4 * normal)) + (_random.NextDouble() < 0.05 ? 0.5 : 0);
        }
    }
}
