using Lockkeeper.Pipeline.Options;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Tests.Options;

public sealed class ValueTests : IDisposable
{
    private readonly OptionsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("10s", 10)]
    [InlineData("5m", 300)]
    [InlineData("2h", 7200)]
    [InlineData("7d", 604800)]
    [InlineData("15 s", 15)]
    public void Reads_a_duration(string text, double seconds) =>
        _scene.Yaml($"locks: {{ deadline: {text} }}").Resolve().Locks.Deadline.TotalSeconds.Should().Be(seconds);

    [Theory]
    [InlineData("locks: { deadline: 5 }")]
    [InlineData("locks: { deadline: 5M }")]
    [InlineData("locks: { deadline: -5s }")]
    [InlineData("locks: { deadline: 0s }")]
    [InlineData("locks: { deadline: 1.5h }")]
    [InlineData("locks: { deadline: 999999999d }")]
    [InlineData("monitor: { failureLimit: 0 }")]
    [InlineData("monitor: { failureLimit: three }")]
    [InlineData("monitor: { onFailure: panic }")]
    [InlineData("monitor: { baseline: soon }")]
    [InlineData("monitor: { thresholds: { latency: 5 } }")]
    [InlineData("monitor: { thresholds: { waiting: 5ms } }")]
    [InlineData("monitor: { thresholds: { errors: 3x 4x } }")]
    [InlineData("monitor: { thresholds: { latencies: 3x } }")]
    [InlineData("environments: { local: { monitor: { thresholds: { commits: lots } } } }")]
    [InlineData("backup: { jobs: 65 }")]
    [InlineData("backup: { keep: 99999999999 }")]
    [InlineData("local: { pending: -1 }")]
    [InlineData("contract: { preserves: { data: [users] } }")]
    [InlineData("contract: { preserves: { data: [auth.users, 'a b.c'] } }")]
    [InlineData("environments: { local: { protected: maybe } }")]
    [InlineData("environments: { local: { api: { health: [api.example.com] } } }")]
    [InlineData("environments: { local: { api: { worker: 'ftp://h' } } }")]
    [InlineData("environments: { local: { window: { days: [someday] } } }")]
    [InlineData("environments: { local: { window: { from: '25:00' } } }")]
    [InlineData("environments: { local: { window: { timeZone: Atlantis/Capital } } }")]
    [InlineData("environments: { local: { requires: { staging: week } } }")]
    [InlineData("environments: { local: { identity: { systemIdentifier: 7x } } }")]
    [InlineData("environments: { local: { supabase: { pooler: 'https://h' } } }")]
    [InlineData("environments: { 'a b': { protected: true } }")]
    public void Refuses_what_does_not_fit_with_the_keys_line(string yaml)
    {
        var problem = _scene.Yaml("# first line\n" + yaml).Problem();

        problem.Where.Should().StartWith("lockkeeper.yaml:2 (");
        problem.Fix.Should().NotBeEmpty();
    }

    [Fact]
    public void Refuses_an_interval_longer_than_the_bake_window() =>
        _scene.Argument("bake", "5s").Variable("LOCKKEEPER_MONITOR_INTERVAL", "1m").Problem().Where.Should().Be("LOCKKEEPER_MONITOR_INTERVAL");

    [Fact]
    public void A_bake_window_shorter_than_the_default_interval_is_sampled_once() =>
        _scene.Argument("bake", "1s").Resolve().Monitor.Should()
            .BeEquivalentTo(new MonitorOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 3, OnFailure.Rollback) { Baseline = TimeSpan.FromSeconds(1) });

    [Fact]
    public void A_bake_argument_shorter_than_the_files_interval_shrinks_it() =>
        _scene.Yaml("environments: { local: { monitor: { bake: 10m, interval: 10s } } }").Argument("bake", "2s").Resolve().Monitor.Interval
            .Should().Be(TimeSpan.FromSeconds(2));

    [Fact]
    public void A_threshold_of_the_environment_wins_over_the_common_one_and_a_variable_over_both()
    {
        _scene.Yaml("monitor: { thresholds: { waiting: 7, latency: 2x, errors: 5% } }\nenvironments: { local: { monitor: { thresholds: { waiting: 9, commits: off } } } }")
            .Variable("LOCKKEEPER_MONITOR_THRESHOLDS_LATENCY", "4x +1s");

        var thresholds = _scene.Resolve().Monitor.Thresholds;

        thresholds["waiting"].Should().Be(new Threshold(9, null, null));
        thresholds["latency"].Should().Be(new Threshold(null, 4, 1));
        thresholds["errors"].Should().Be(new Threshold(0.05, null, null));
        thresholds["commits"].Should().Be(Threshold.Off);
        thresholds["connections"].Should().Be(Threshold.Defaults["connections"]);
    }

    [Fact]
    public void All_thresholds_that_do_not_fit_are_told_together() =>
        _scene.Yaml("monitor: { thresholds: { waiting: x, latency: 5, commits: '' } }").Failure(null).Problems.Should().HaveCount(3);

    [Fact]
    public void The_baseline_is_never_longer_than_the_bake_window() =>
        _scene.Argument("bake", "1s").Variable("LOCKKEEPER_MONITOR_BASELINE", "1m").Resolve().Monitor.Baseline.Should().Be(TimeSpan.FromSeconds(1));

    [Fact]
    public void None_of_the_migrations_may_stay_pending() => _scene.Yaml("local: { pending: 0 }").Resolve().Local.Pending.Should().Be(0);

    [Fact]
    public void The_failure_action_can_be_to_stop() => _scene.Yaml("monitor: { onFailure: stop }").Resolve().Monitor.OnFailure.Should().Be(OnFailure.Stop);

    [Fact]
    public void A_window_without_keys_is_no_window() => _scene.Yaml("environments: { local: { window: } }").Resolve().Window.Should().BeNull();
}
