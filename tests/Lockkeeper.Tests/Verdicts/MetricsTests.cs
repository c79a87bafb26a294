using Lockkeeper.Verdicts;
using static Lockkeeper.Tests.Verdicts.Samples;

namespace Lockkeeper.Tests.Verdicts;

/// <summary>What each metric reads, and its default threshold over a quiet baseline.</summary>
public sealed class MetricsTests
{
    [Fact]
    public void A_quiet_database_breaks_none() => Broken(Quiet, Quiet).Should().BeEmpty();

    [Theory]
    [InlineData("waiting", 5, 6)]
    [InlineData("connections", 0.9, 0.91)]
    [InlineData("longestTransaction", 3600, 3601)]
    [InlineData("retainedWal", 1e9, 1.01e9)]
    [InlineData("invalidIndexes", 1, 2)]
    [InlineData("sequenceUse", 0.9, 0.901)]
    [InlineData("deadlocks", 4, 5)]
    [InlineData("serverErrors", 2, 3)]
    [InlineData("tempBytes", 2e8, 2.01e8)]
    [InlineData("commits", 11_000, 11_020)]
    public void A_default_holds_up_to_its_limit(string key, double good, double bad)
    {
        Broken(Quiet, Quiet.With(key, good)).Should().BeEmpty();
        Broken(Quiet, Quiet.With(key, bad)).Should().Equal(Metrics.Find(key)!.Title);
    }

    [Theory]
    [InlineData(20, 80, false)] // one fifth exactly
    [InlineData(20, 79, true)]
    [InlineData(19, 0, false)] // all, but too few to say anything
    public void A_fifth_of_the_transactions_may_not_be_rolled_back(int rollbacks, int commits, bool broken) =>
        Broken(Quiet, Quiet.With("rollbacks", 10 + rollbacks).With("commits", 1000 + commits)).Should().Equal(broken ? ["rollbacks"] : []);

    [Theory]
    [InlineData("deadlocks")]
    [InlineData("rollbacks")]
    [InlineData("commits")]
    public void Statistics_that_were_reset_meanwhile_break_none_and_are_no_gap(string key)
    {
        var window = new BakeWindow(Samples.Baseline, Threshold.Defaults, 1);

        window.Feed(Quiet, Quiet.With(key, 0)).Should().OnlyContain(v => v == null);
        window.AtTheEnd().Should().Be(Verdict.Successful);
    }

    [Fact]
    public void One_failed_call_of_ten_is_noise_and_two_are_not()
    {
        Broken(Quiet, Quiet.Calling(0.04, failed: 1)).Should().BeEmpty();
        Broken(Quiet.Calling(0.04, failed: 1), Quiet.Calling(0.04, failed: 1)).Should().Equal("failed calls rest");
    }

    [Fact]
    public void One_slow_call_of_five_is_noise() => Read(Quiet, "latency rest").Should().Be(0.04);

    [Fact]
    public void A_baseline_is_the_median_of_latencies_and_the_highest_of_all_others()
    {
        var baseline = Lockkeeper.Verdicts.Baseline.Of(
            [Quiet.Calling(0.1).With("waiting", 1), Quiet.Calling(0.9).With("waiting", 7).After(10), Quiet.Calling(0.2).With("waiting", 2).After(20)], 20);

        baseline.Values["latency rest"].Should().Be(0.2);
        baseline.Values["waiting sessions"].Should().Be(7);
        baseline.Samples.Should().Be(3);
    }

    [Fact]
    public void A_service_that_failed_in_one_sample_before_the_deployment_may_not_fail_in_all_of_them_afterwards()
    {
        var down = Quiet.Calling(0, failed: 5);
        var baseline = Lockkeeper.Verdicts.Baseline.Of([down, Quiet.After(10), Quiet.After(20)], 20);

        new BakeWindow(baseline, Threshold.Defaults, 3).Feed(down, down, down)[^1].Should().Be(Verdict.Failed);
    }

    [Fact]
    public void No_metric_is_taken_for_another_one() =>
        Metrics.All.Should().OnlyContain(m => Metrics.All.Count(o => o.Owns($"{m.Title} rest")) == 1 && Metrics.Of(m.Title) == m);

    private static double? Read(Sample sample, string name) => new SampleReader().Next(sample).Single(r => r.Name.Equals(name, StringComparison.Ordinal)).Value;

    private static IEnumerable<string> Broken(Sample before, Sample now)
    {
        var window = new BakeWindow(Samples.Baseline, Threshold.Defaults, 100);
        window.Feed(before, now);
        return window.Watched.Where(m => m.BrokenInARow > 0).Select(m => m.Name);
    }
}
