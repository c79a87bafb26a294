using Lockkeeper.Pipeline.Options;

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
            .Be(new MonitorOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 3, OnFailure.Rollback));

    [Fact]
    public void A_bake_argument_shorter_than_the_files_interval_shrinks_it() =>
        _scene.Yaml("environments: { local: { monitor: { bake: 10m, interval: 10s } } }").Argument("bake", "2s").Resolve().Monitor.Interval
            .Should().Be(TimeSpan.FromSeconds(2));

    [Fact]
    public void None_of_the_migrations_may_stay_pending() => _scene.Yaml("local: { pending: 0 }").Resolve().Local.Pending.Should().Be(0);

    [Fact]
    public void The_failure_action_can_be_to_stop() => _scene.Yaml("monitor: { onFailure: stop }").Resolve().Monitor.OnFailure.Should().Be(OnFailure.Stop);

    [Fact]
    public void A_window_without_keys_is_no_window() => _scene.Yaml("environments: { local: { window: } }").Resolve().Window.Should().BeNull();
}
