using Lockkeeper.Build;
using Lockkeeper.Live;
using Lockkeeper.Migrations;
using Lockkeeper.Verdicts;

namespace Lockkeeper.EndToEnd.Tests.Output;

/// <summary>What is written to a terminal while a migration waits.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string Clear = "\r\e[K";

    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StandingTime _time = new() { Now = Noon };
    private readonly Terminal _terminal;

    public TerminalTests() => _terminal = new Terminal(_output, _time);

    [Fact]
    public void The_live_line_says_whom_it_waits_for_since_when_and_how_often_it_tried()
    {
        var blocker = new Blocker(41, "app", "worker", "idle in transaction", Noon.AddMinutes(-3), "select 1");

        new LockWait("1_a.sql", Noon.AddSeconds(-12.4), 4, [blocker, new Blocker(42, null, null, null, null, null)]).Line(Noon).Should().Be(
            "waiting 12 s (attempt 4) for pid 41, user app, worker, idle in transaction since 11:57:00Z: select 1; "
            + "pid 42, user ?, no application name, state not shown since ?: ? (1_a.sql)");
    }

    [Fact]
    public void No_password_of_the_others_query_is_shown() =>
        new Blocker(41, "app", null, "active", Noon, "alter role x with password 'hunter2'").ToString().Should().EndWith("alter role x with …");

    [Fact]
    public void What_stays_is_written_above_the_live_line_and_in_the_end_the_line_is_gone()
    {
        _terminal.Report(Wait());
        _terminal.Report("a notice");
        _terminal.Report((LockWait?)null);
        _terminal.Report("applied");

        _output.ToString().Should().Be($"{Clear}{Line(0)}{Clear}  a notice\n{Clear}{Line(0)}{Clear}  applied\n");
    }

    [Fact]
    public void Long_work_is_told_in_bytes_and_tables_and_goes_on_counting_seconds()
    {
        _terminal.Report(new LongWork("pg_restore", Noon.AddSeconds(-75), 1_234_567, 2_000_000, 12, 40));
        _time.Pass(TimeSpan.FromSeconds(1));
        _terminal.Report((LongWork?)null);

        _output.ToString().Should().Be(
            $"{Clear}  pg_restore: 1,234,567 of 2,000,000 bytes, table 12 of 40, 75 s{Clear}  pg_restore: 1,234,567 of 2,000,000 bytes, table 12 of 40, 76 s{Clear}");
    }

    [Fact]
    public void The_bake_window_counts_its_time_down_and_is_gone_at_the_end()
    {
        var watched = new BakeWindow(Baseline.None, Threshold.Defaults, failureLimit: 3);
        watched.Take(new Sample(Noon, new Dictionary<string, double>(StringComparer.Ordinal) { ["waiting"] = 6 }, [], new Dictionary<string, string>(StringComparer.Ordinal)));

        _terminal.Report(new BakeProgress(Noon.AddSeconds(61), watched.Samples, watched.Watched));
        _time.Pass(TimeSpan.FromSeconds(2));
        _terminal.Report((BakeProgress?)null);
        _terminal.Report("Monitor ended");

        _output.ToString().Should().Be(
            $"{Clear}  watching: 1:01 left, sample 1 · waiting sessions 6 > 5{Clear}  watching: 0:59 left, sample 1 · waiting sessions 6 > 5{Clear}  Monitor ended\n");
    }

    [Fact]
    public void It_goes_on_counting_between_two_looks()
    {
        _terminal.Report(Wait());
        _time.Pass(TimeSpan.FromSeconds(1));

        _output.ToString().Should().Be($"{Clear}{Line(0)}{Clear}{Line(1)}");
    }

    [Fact]
    public void A_line_that_is_too_long_is_cut_so_that_it_can_be_taken_back()
    {
        _terminal.Report(Wait() with { FileName = new string('x', 2000) });

        _output.ToString().Should().EndWith("…").And.NotContain("\n");
        _output.ToString().Length.Should().BeLessThan(1000);
    }

    public void Dispose()
    {
        _terminal.Dispose();
        _output.Dispose();
    }

    private static LockWait Wait() => new("1_a", Noon, 2, [new Blocker(4, "u", "a", "active", Noon, "q")]);

    private static string Line(int seconds) => $"  waiting {seconds} s (attempt 2) for pid 4, user u, a, active since 12:00:00Z: q (1_a)";

    /// <summary>A clock that stands still until it is told.</summary>
    private sealed class StandingTime : TimeProvider
    {
        private Action _tick = () => { };

        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _tick = () => callback(state);
            return new Timer(_ => { }, state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Pass(TimeSpan span)
        {
            Now += span;
            _tick();
        }
    }
}
