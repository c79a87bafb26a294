using Lockkeeper.Verdicts;
using static Lockkeeper.Tests.Verdicts.Samples;

namespace Lockkeeper.Tests.Verdicts;

/// <summary>What was read before and is missing now is neither good nor bad.</summary>
public sealed class MissingDataTests
{
    private readonly BakeWindow _window = new(Samples.Baseline, Threshold.Defaults, failureLimit: 3);

    [Fact]
    public void As_many_missing_samples_in_a_row_as_the_limit_says_are_inconclusive()
    {
        _window.Feed(Quiet, Quiet, Missing, Missing, Missing).Should().Equal(null, null, null, null, Verdict.Inconclusive);

        _window.Reasons.Should().Equal("3 sample(s) in a row could not be taken: database: the server went away");
    }

    [Fact]
    public void A_missing_sample_in_between_is_noise()
    {
        _window.Feed(Quiet, Missing, Missing, Quiet, Quiet);

        _window.AtTheEnd().Should().Be(Verdict.Successful);
        _window.Reasons.Should().BeEmpty();
    }

    [Fact]
    public void A_window_that_ends_blind_is_inconclusive()
    {
        _window.Feed(Quiet, Quiet, Missing);

        _window.AtTheEnd().Should().Be(Verdict.Inconclusive);
        _window.Reasons.Should().Equal("1 sample(s) in a row could not be taken: database: the server went away");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Fewer_than_two_samples_are_inconclusive_because_a_rate_needs_two(int samples)
    {
        _window.Feed([.. Enumerable.Repeat(Quiet, samples)]);

        _window.AtTheEnd().Should().Be(Verdict.Inconclusive);
        _window.Reasons.Should().Equal($"only {samples} sample(s) could be taken; a rate needs two");
    }

    [Fact]
    public void Missing_samples_neither_forgive_nor_count_as_bad_ones() =>
        _window.Feed(Quiet, Waiting, Waiting, Missing, Waiting).Should().Equal(null, null, null, null, Verdict.Failed);

    [Fact]
    public void A_sample_that_lacks_a_number_of_the_baseline_is_not_taken_for_a_good_one()
    {
        var half = Quiet.Without("waiting");

        _window.Feed(Quiet, half, half, half)[^1].Should().Be(Verdict.Inconclusive);
        _window.Reasons.Should().Equal("3 sample(s) in a row lack waiting sessions");
    }

    [Fact]
    public void A_rate_that_is_missing_from_the_first_sample_on_is_a_gap_from_the_second_on()
    {
        var half = Quiet.Without("deadlocks");

        _window.Feed(half, half, half, half).Should().Equal(null, null, null, Verdict.Inconclusive);
    }

    [Fact]
    public void A_standby_that_is_gone_is_a_gap()
    {
        var with = Quiet.With("replicationLag", 0);
        var window = new BakeWindow(Lockkeeper.Verdicts.Baseline.Of([with, with.After(10)], 10), Threshold.Defaults, 3);

        window.Feed(with, Quiet, Quiet, Quiet)[^1].Should().Be(Verdict.Inconclusive);
        window.Reasons.Should().Equal("3 sample(s) in a row lack replication lag: no standby");
    }

    [Fact]
    public void A_log_that_can_no_longer_be_read_is_a_gap()
    {
        var silent = Quiet.Without("serverErrors") with { Missing = new Dictionary<string, string>(StringComparer.Ordinal) { [Sample.Log] = "permission denied" } };

        _window.Feed(Quiet, silent, silent, silent)[^1].Should().Be(Verdict.Inconclusive);
        _window.Reasons.Should().Equal("3 sample(s) in a row could not be taken: log: permission denied");
    }

    [Fact]
    public void A_platform_that_did_not_answer_before_the_deployment_either_is_named_and_is_no_gap()
    {
        var silent = Quiet with { Missing = new Dictionary<string, string>(StringComparer.Ordinal) { [Sample.Platform] = "403" } };

        _window.Feed(silent, silent, silent, silent).Should().OnlyContain(v => v == null);

        _window.AtTheEnd().Should().Be(Verdict.Successful);
        _window.NotWatched.Should().Equal("unhealthy services: 403");
    }

    [Fact]
    public void A_platform_that_answered_only_since_the_deployment_is_a_gap_when_it_falls_silent_and_says_why()
    {
        var silent = Quiet with { Missing = new Dictionary<string, string>(StringComparer.Ordinal) { [Sample.Platform] = "503" } };

        _window.Feed(silent, Quiet.With("unhealthyServices", 0), silent, silent, silent)[^1].Should().Be(Verdict.Inconclusive);

        _window.Reasons.Should().Equal("3 sample(s) in a row could not be taken: platform: 503");
    }

    [Fact]
    public void What_is_not_due_yet_neither_forgives_nor_counts_as_bad()
    {
        var (well, ill) = (Quiet.With("unhealthyServices", 0), Quiet.With("unhealthyServices", 1));
        var window = new BakeWindow(Lockkeeper.Verdicts.Baseline.Of([well, well.After(10)], 10), Threshold.Defaults, 3);

        window.Feed(well, ill, NotDue, NotDue, NotDue, ill, NotDue).Should().OnlyContain(v => v == null);
        window.AtTheEnd().Should().Be(Verdict.Successful);
        window.Feed(ill).Should().Equal(Verdict.Failed);
        window.Reasons.Should().Equal("unhealthy services: 1, where 0 is the limit, 3 samples in a row");
    }

    [Fact]
    public void A_platform_that_does_not_answer_is_a_gap_also_between_two_questions()
    {
        var well = Quiet.With("unhealthyServices", 0);
        var silent = Quiet with { Missing = new Dictionary<string, string>(StringComparer.Ordinal) { [Sample.Platform] = "503" } };
        var window = new BakeWindow(Lockkeeper.Verdicts.Baseline.Of([well, well.After(10)], 10), Threshold.Defaults, 3);

        window.Feed(well, silent, NotDue, silent, NotDue).Should().OnlyContain(v => v == null);

        window.AtTheEnd().Should().Be(Verdict.Inconclusive);
        window.Reasons.Should().Equal("2 sample(s) in a row could not be taken: platform: 503");
        window.Feed(silent).Should().Equal(Verdict.Inconclusive);
    }

    [Fact]
    public void What_was_never_readable_is_named_and_is_no_gap()
    {
        _window.Feed(Quiet, Quiet, Quiet, Quiet);

        _window.AtTheEnd().Should().Be(Verdict.Successful);
        _window.NotWatched.Should().Equal("replication lag: no standby");
    }

    [Fact]
    public void Without_a_baseline_only_what_is_absolute_is_judged_and_the_rest_is_named()
    {
        var window = new BakeWindow(Lockkeeper.Verdicts.Baseline.None, Threshold.Defaults, 3);

        window.Feed(Quiet, Waiting.Calling(9), Waiting.Calling(9), Waiting.Calling(9))[^1].Should().Be(Verdict.Failed);

        window.Reasons.Should().ContainSingle().Which.Should().StartWith("waiting sessions");
        window.NotWatched.Should().Contain("latency rest: there is no baseline of it").And.Contain("invalid indexes: there is no baseline of it");
    }

    [Fact]
    public void Services_that_fail_with_the_database_gone_say_nothing_about_the_migrations()
    {
        var gone = Missing with { Calls = Quiet.Calling(0, failed: 5).Calls };

        _window.Feed(Quiet, Quiet, gone, gone, gone)[^1].Should().Be(Verdict.Inconclusive);
        _window.Reasons.Should().Equal("3 sample(s) in a row could not be taken: database: the server went away");
        _window.Watched.Single(m => m.Name is "failed calls rest").Breaches.Should().Be(3, "the report shows it");
    }

    [Fact]
    public void Services_that_still_fail_when_the_database_is_back_are_a_failure()
    {
        var gone = Missing with { Calls = Quiet.Calling(0, failed: 5).Calls };

        var down = Quiet.Calling(0, failed: 5);

        _window.Feed(Quiet, gone, gone, down, down, down).Should().Equal(null, null, null, null, null, Verdict.Failed);
    }
}
