using Lockkeeper.Live;
using Lockkeeper.Tests.Verdicts;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Tests.Live;

public sealed class BakeProgressTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Shows_the_time_left_and_what_is_nearest_to_its_threshold_first() =>
        Progress(Samples.Quiet, Samples.Waiting).Line(Now).Should()
            .StartWith("watching: 7:32 left, sample 2 · waiting sessions 6 > 5 · invalid indexes 1 ≤ 1 · sequence use 20 % ≤ 90 % · latency rest 40 ms ≤ 290 ms · ");

    [Fact]
    public void What_is_missing_stands_before_all_that_is_there() =>
        Progress(Samples.Quiet, Samples.Waiting.Without("connections")).Line(Now).Should().StartWith("watching: 7:32 left, sample 2 · connections missing · waiting");

    [Fact]
    public void The_time_left_is_never_less_than_none() => Progress(Samples.Quiet).Line(Now.AddHours(1)).Should().StartWith("watching: 0:00 left, sample 1 · ");

    [Fact]
    public void Knows_a_bad_sample()
    {
        Progress(Samples.Quiet, Samples.Quiet).IsBad.Should().BeFalse();
        Progress(Samples.Quiet, Samples.Waiting).IsBad.Should().BeTrue();
        Progress(Samples.Quiet, Samples.Missing).IsBad.Should().BeTrue();
    }

    private static BakeProgress Progress(params Sample[] samples)
    {
        var window = new BakeWindow(Samples.Baseline, Threshold.Defaults, 3);
        window.Feed(samples);
        return new BakeProgress(Now.AddSeconds(452), window.Samples, window.Watched);
    }
}
