using Lockkeeper.Verdicts;
using static Lockkeeper.Tests.Verdicts.Samples;

namespace Lockkeeper.Tests.Verdicts;

public sealed class BakeWindowTests
{
    private readonly BakeWindow _window = new(Threshold.Defaults, failureLimit: 3);

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
        _window.Feed(Quiet, Waiting, Quiet, Waiting, Waiting, Quiet, Waiting, Waiting, Quiet).Should().OnlyContain(verdict => verdict == null);

        _window.AtTheEnd().Should().Be(Verdict.Successful);
    }

    [Fact]
    public void As_many_bad_samples_in_a_row_as_the_limit_says_fail_at_once()
    {
        _window.Feed(Quiet, Waiting, Waiting, Waiting).Should().Equal(null, null, null, Verdict.Failed);

        _window.Reasons.Should().Equal("waiting sessions: 6 sessions wait for locks, 3 samples in a row");
    }

    [Fact]
    public void Different_thresholds_do_not_add_up()
    {
        var crowded = Quiet with { Connections = 95 };

        _window.Feed(Quiet, Waiting, crowded, Waiting, crowded, Waiting).Should().OnlyContain(verdict => verdict == null);
    }

    [Fact]
    public void Every_threshold_that_reached_the_limit_is_named()
    {
        var both = Waiting with { Connections = 95 };

        _window.Feed(Quiet, both, both, both)[^1].Should().Be(Verdict.Failed);

        _window.Reasons.Should().HaveCount(2);
    }

    [Fact]
    public void A_limit_of_one_fails_at_the_first_bad_sample() =>
        new BakeWindow(Threshold.Defaults, failureLimit: 1).Feed(Quiet, Waiting).Should().Equal(null, Verdict.Failed);

    [Fact]
    public void As_many_missing_samples_in_a_row_as_the_limit_says_are_inconclusive()
    {
        _window.Feed(Quiet, Quiet, Missing, Missing, Missing).Should().Equal(null, null, null, null, Verdict.Inconclusive);

        _window.Reasons.Should().Equal("3 sample(s) in a row could not be taken: the server went away");
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
        _window.Reasons.Should().Equal("1 sample(s) in a row could not be taken: the server went away");
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
    public void A_sample_that_lacks_a_number_is_not_taken_for_a_good_one()
    {
        var half = Quiet with { Waiting = null };

        _window.Feed(Quiet, half, half, half)[^1].Should().Be(Verdict.Inconclusive);
        _window.Reasons.Should().ContainSingle().Which.Should().Contain("waiting sessions");
    }
}
