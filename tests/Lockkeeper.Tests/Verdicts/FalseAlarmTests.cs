using Lockkeeper.Verdicts;
using static Lockkeeper.Tests.Verdicts.Samples;

namespace Lockkeeper.Tests.Verdicts;

/// <summary>What once rolled a healthy deployment back, or would have.</summary>
public sealed class FalseAlarmTests
{
    private static readonly Sample Down = Quiet.Calling(0, failed: 5);

    private static readonly Sample Gone = Missing with { Calls = Down.Calls };

    private readonly BakeWindow _window = Limited(3);

    [Fact]
    public void The_first_good_sample_after_two_bad_ones_is_good() => Healthy(_window, Quiet, Down, Down, Quiet, Quiet);

    [Fact]
    public void With_a_limit_of_two_one_bad_sample_of_calls_is_noise() => Healthy(Limited(2), Quiet, Down, Quiet, Quiet);

    [Fact]
    public void A_failover_that_all_have_got_over_is_noise() => Healthy(_window, Quiet, Gone, Gone, Quiet, Quiet);

    [Fact]
    public void Services_need_a_moment_to_find_their_database_again() => Healthy(_window, Quiet, Gone, Gone, Down, Down, Quiet);

    [Fact]
    public void A_service_that_fails_more_often_than_before_in_one_sample_is_noise_where_the_next_is_as_before()
    {
        var usual = Quiet.Calling(0.04, failed: 1);
        var window = new BakeWindow(Lockkeeper.Verdicts.Baseline.Of([usual, usual.After(10)], 10), Threshold.Defaults, 2);

        Healthy(window, usual, Down, usual, usual);
    }

    [Fact]
    public void A_deadlock_is_counted_once_while_the_platform_is_silent()
    {
        var watched = Quiet.With("unhealthyServices", 0);
        var locked = watched.With("deadlocks", 13);
        var silent = locked.Without("unhealthyServices") with { Missing = new Dictionary<string, string>(StringComparer.Ordinal) { [Sample.Platform] = "503" } };
        var window = new BakeWindow(Lockkeeper.Verdicts.Baseline.Of([watched, watched.After(10)], 10), Threshold.Defaults, 3);

        Healthy(window, watched, silent, silent, locked, locked);
        window.Watched.Single(m => m.Name is "deadlocks").Breaches.Should().Be(1);
    }

    [Fact]
    public void A_deadlock_now_and_then_is_noise()
    {
        var samples = Enumerable.Range(0, 20).Select(i => Quiet.With("deadlocks", 3 + i)).ToArray();

        Healthy(_window, samples);
    }

    [Fact]
    public void A_server_that_was_full_before_is_not_held_against_the_deployment()
    {
        var full = Quiet.With("connections", 0.92);
        var window = new BakeWindow(Lockkeeper.Verdicts.Baseline.Of([full, full.After(10)], 10), Threshold.Defaults, 3);

        Healthy(window, full, full.With("connections", 0.96), full.With("connections", 0.96), full.With("connections", 0.96));
        window.Watched.Single(m => m.Name is "connections").Limit.Should().BeApproximately(0.97, 1e-9);
    }

    [Fact]
    public void A_report_that_begins_after_the_baseline_may_last_as_long_as_the_window()
    {
        var samples = Enumerable.Range(0, 60).Select(i => Quiet.With("longestTransaction", i * 10)).ToArray();

        Healthy(_window, samples);
    }

    [Fact]
    public void A_sample_in_which_no_call_succeeds_does_not_forgive_slow_ones()
    {
        var slow = Quiet.Calling(0.35);

        _window.Feed(Quiet, slow, slow, Down, slow).Should().Equal(null, null, null, null, Verdict.Failed);
    }

    [Fact]
    public void What_is_bad_in_every_second_sample_is_neither_a_failure_nor_a_success()
    {
        _window.Feed(Quiet, Down, Quiet, Down, Quiet, Down, Quiet).Should().OnlyContain(verdict => verdict == null);

        _window.AtTheEnd().Should().Be(Verdict.Inconclusive);
        _window.Reasons.Should().Equal("failed calls rest: above 15 % in 3 of 7 samples, with good ones in between");
    }

    [Fact]
    public void Now_and_then_in_a_long_window_is_noise() =>
        Healthy(_window, [.. Enumerable.Range(0, 60).Select(i => i % 10 == 5 ? Down : Quiet)]);

    [Fact]
    public void A_database_that_comes_and_goes_is_no_success_and_nothing_is_held_against_its_services()
    {
        _window.Feed(Quiet, Gone, Quiet, Gone, Quiet, Gone, Quiet).Should().OnlyContain(verdict => verdict == null);

        _window.AtTheEnd().Should().Be(Verdict.Inconclusive);
        _window.Reasons.Should().Equal("database: 3 of 7 samples could not be taken, with good ones in between");
    }

    private static void Healthy(BakeWindow window, params Sample[] samples)
    {
        window.Feed(samples).Should().OnlyContain(verdict => verdict == null, string.Join("; ", window.Reasons));
        window.AtTheEnd().Should().Be(Verdict.Successful);
    }

    private static BakeWindow Limited(int failureLimit) => new(Samples.Baseline, Threshold.Defaults, failureLimit);
}
