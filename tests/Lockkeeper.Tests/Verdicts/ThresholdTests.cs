using Lockkeeper.Verdicts;

namespace Lockkeeper.Tests.Verdicts;

public sealed class ThresholdTests
{
    [Fact]
    public void A_quiet_database_breaks_none() => Broken(Samples.Quiet, Samples.Quiet).Should().BeEmpty();

    [Fact]
    public void A_new_deadlock_breaks_one_and_is_counted() =>
        Broken(Samples.Quiet with { Deadlocks = 3 }, Samples.Quiet with { Deadlocks = 5 }).Should().Equal("deadlocks: 2 deadlock(s)");

    [Fact]
    public void Deadlocks_of_earlier_days_are_not_held_against_it() =>
        Broken(Samples.Quiet with { Deadlocks = 3 }, Samples.Quiet with { Deadlocks = 3 }).Should().BeEmpty();

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void More_than_five_sessions_may_not_wait_for_locks(int waiting, bool broken) =>
        Expect(Samples.Quiet with { Waiting = waiting }, broken, "waiting sessions: 6 sessions wait for locks");

    [Theory]
    [InlineData(89, false)]
    [InlineData(90, true)]
    public void Nine_tenths_of_the_connections_may_not_be_in_use(int connections, bool broken) =>
        Expect(Samples.Quiet with { Connections = connections }, broken, "connections: 90 of 100 connections in use");

    [Theory]
    [InlineData(20, 80, false)] // one fifth exactly
    [InlineData(20, 79, true)]
    [InlineData(19, 0, false)] // all, but too few to say anything
    public void A_fifth_of_the_transactions_may_not_be_rolled_back(int rollbacks, int commits, bool broken) =>
        Expect(Samples.Quiet with { Rollbacks = 10 + rollbacks, Commits = 1000 + commits }, broken, "rollbacks: 20 of 99 transactions were rolled back");

    [Fact]
    public void Statistics_that_were_reset_meanwhile_break_none() =>
        Broken(Samples.Quiet with { Deadlocks = 9, Rollbacks = 5000 }, Samples.Quiet with { Deadlocks = 0, Rollbacks = 0, Commits = 0 }).Should().BeEmpty();

    private static void Expect(Sample now, bool broken, string words) =>
        Broken(Samples.Quiet, now).Should().Equal(broken ? [words] : []);

    private static IEnumerable<string> Broken(Sample before, Sample now) =>
        Threshold.Defaults.Select(t => t.Breach(before, now) is { } breach ? $"{t.Name}: {breach}" : null).OfType<string>();
}
