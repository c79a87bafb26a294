using Lockkeeper.Pipeline.Monitor;

namespace Lockkeeper.Pipeline.Tests.Monitor;

public sealed class SamplePaceTests
{
    [Theory]
    [InlineData(600, 10, 60)]
    [InlineData(30, 2, 15)]
    [InlineData(10, 10, 2)]
    [InlineData(1, 1, 2)]
    [InlineData(25, 10, 3)]
    public void Samples_begin_at_the_interval_and_the_last_one_ends_in_the_window(int window, int interval, int samples)
    {
        var pace = new SamplePace(TimeSpan.FromSeconds(window), TimeSpan.FromSeconds(interval));

        var begun = Begun(pace, each: TimeSpan.Zero);

        begun.Should().HaveCount(samples).And.BeInAscendingOrder();
        (begun[^1] + pace.Budget).Should().BeLessThanOrEqualTo(pace.Window);
        pace.Budget.Should().BeLessThan(pace.Interval);
    }

    [Fact]
    public void Samples_that_take_all_of_their_time_do_not_stretch_the_window()
    {
        var pace = new SamplePace(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(10));

        var begun = Begun(pace, each: pace.Budget);

        begun.Should().HaveCount(6);
        (begun[^1] + pace.Budget).Should().BeLessThanOrEqualTo(pace.Window);
    }

    private static List<TimeSpan> Begun(SamplePace pace, TimeSpan each)
    {
        List<TimeSpan> begun = [TimeSpan.Zero];
        while (pace.Next(begun[^1], begun[^1] + each) is { } next) begun.Add(next);
        return begun;
    }
}
