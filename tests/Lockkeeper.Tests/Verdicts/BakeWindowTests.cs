using Lockkeeper.Verdicts;
using static Lockkeeper.Tests.Verdicts.Samples;

namespace Lockkeeper.Tests.Verdicts;

public sealed class BakeWindowTests
{
    private readonly BakeWindow _window = Limited(3);

    [Fact]
    public void A_quiet_window_is_successful()
    {
        _window.Feed(Quiet, Quiet, Quiet, Quiet).Should().OnlyContain(verdict => verdict == null);

        _window.AtTheEnd().Should().Be(Verdict.Successful);
        _window.Samples.Should().Be(4);
        _window.Reasons.Should().BeEmpty();
    }

    [Fact]
    public void A_single_bad_sample_is_noise()
    {
        _window.Feed(Quiet, Waiting, Quiet, Quiet, Quiet, Waiting, Waiting, Quiet, Quiet, Quiet).Should().OnlyContain(verdict => verdict == null);

        _window.AtTheEnd().Should().Be(Verdict.Successful);
    }

    [Fact]
    public void As_many_bad_samples_in_a_row_as_the_limit_says_fail_at_once()
    {
        _window.Feed(Quiet, Waiting, Waiting, Waiting).Should().Equal(null, null, null, Verdict.Failed);

        _window.Reasons.Should().Equal("waiting sessions: 6, where 5 is the limit, 3 samples in a row");
    }

    [Fact]
    public void Different_metrics_do_not_add_up()
    {
        var crowded = Quiet.With("connections", 0.95);

        _window.Feed(Quiet, Waiting, crowded, Waiting, crowded, Waiting).Should().OnlyContain(verdict => verdict == null);
    }

    [Fact]
    public void Every_metric_that_reached_the_limit_is_named()
    {
        var both = Waiting.With("connections", 0.95);

        _window.Feed(Quiet, both, both, both)[^1].Should().Be(Verdict.Failed);

        _window.Reasons.Should().HaveCount(2);
    }

    [Fact]
    public void A_limit_of_one_fails_at_the_first_bad_sample() => Limited(1).Feed(Quiet, Waiting).Should().Equal(null, Verdict.Failed);

    [Fact]
    public void A_single_bad_sample_at_the_end_is_noise_too()
    {
        _window.Feed(Quiet, Quiet, Waiting);

        _window.AtTheEnd().Should().Be(Verdict.Successful);
        _window.Watched.Single(m => m.Name is "waiting sessions").Breaches.Should().Be(1);
    }

    [Fact]
    public void A_service_that_fails_is_told_by_its_name_and_its_missing_latency_is_no_gap()
    {
        var down = Quiet.Calling(0, failed: 5);

        _window.Feed(Quiet, down, down, down).Should().Equal(null, null, null, Verdict.Failed);

        _window.Reasons.Should().Equal("failed calls rest: 100 %, where 15 % is the limit, 3 samples in a row");
    }

    [Fact]
    public void A_service_that_is_slower_than_before_is_told()
    {
        var slow = Quiet.Calling(0.35);

        _window.Feed(Quiet, slow, slow, slow)[^1].Should().Be(Verdict.Failed);

        _window.Reasons.Should().Equal("latency rest: 350 ms, where 290 ms is the limit, 3 samples in a row");
    }

    [Fact]
    public void What_was_broken_before_is_not_held_against_the_deployment()
    {
        var down = Quiet.Calling(0, failed: 5);
        var window = new BakeWindow(Lockkeeper.Verdicts.Baseline.Of([down, down.After(10)], 10), Lockkeeper.Verdicts.Threshold.Defaults, 3);

        window.Feed(down, down, down, down).Should().OnlyContain(verdict => verdict == null);
        window.AtTheEnd().Should().Be(Verdict.Successful);
    }

    [Fact]
    public void A_metric_that_is_switched_off_is_shown_and_never_broken()
    {
        var thresholds = new Dictionary<string, Threshold>(Lockkeeper.Verdicts.Threshold.Defaults, StringComparer.Ordinal) { ["waiting"] = Lockkeeper.Verdicts.Threshold.Off };
        var window = new BakeWindow(Samples.Baseline, thresholds, 1);

        window.Feed(Quiet, Waiting, Waiting).Should().OnlyContain(verdict => verdict == null);
        window.Watched.Single(m => m.Name is "waiting sessions").Worst.Should().Be(6);
    }

    private static BakeWindow Limited(int failureLimit) => new(Samples.Baseline, Lockkeeper.Verdicts.Threshold.Defaults, failureLimit);
}
