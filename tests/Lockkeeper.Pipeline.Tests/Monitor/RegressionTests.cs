using Lockkeeper.Failures;
using Lockkeeper.Testing;
using Lockkeeper.Verdicts;
using Npgsql;

namespace Lockkeeper.Pipeline.Tests.Monitor;

/// <summary>Something gets worse while the target is watched.</summary>
public sealed class RegressionTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    // A single deadlock in a sample is held against nobody; a busy machine makes hardly more with one pair of tables.
    private const int Pairs = 4;

    [PostgresFact]
    public async Task A_service_that_becomes_slow_is_caught()
    {
        using var service = new HealthService();
        await using var scene = await BakeScene.CreateAsync(server, service, thresholds: "latency: 3x +10ms");

        await CaughtAsync(scene, () => service.Delay = TimeSpan.FromMilliseconds(100), $"latency {service.Name}");
    }

    [PostgresFact]
    public async Task A_service_that_begins_to_fail_is_caught()
    {
        using var service = new HealthService();
        await using var scene = await BakeScene.CreateAsync(server, service);

        await CaughtAsync(scene, () => service.Failing = 0.9, $"failed calls {service.Name}");
        scene.Samples[^1].Calls.Single().Problem.Should().Be($"{service.Name} answered 503");
    }

    [PostgresFact]
    public async Task A_service_that_no_longer_answers_is_caught_and_does_not_stretch_the_window()
    {
        using var service = new HealthService();
        await using var scene = await BakeScene.CreateAsync(server, service);

        await CaughtAsync(scene, () => service.Hangs = true, $"failed calls {service.Name}");
        scene.Samples[^1].Calls.Single().Problem.Should().StartWith("no answer within 0.6");
    }

    [PostgresFact]
    public async Task Transactions_that_are_rolled_back_are_caught()
    {
        await using var scene = await BakeScene.CreateAsync(server, service: null, interval: "1s", bake: "20s");
        using var stop = new CancellationTokenSource();
        var load = Task.CompletedTask;

        await CaughtAsync(scene, () => load = RollBackAsync(scene, stop.Token), "rollbacks");
        await stop.CancelAsync();
        await load;
    }

    [PostgresFact]
    public async Task Deadlocks_are_caught()
    {
        await using var scene = await BakeScene.CreateAsync(server, service: null, interval: "1s", bake: "20s");
        await scene.Scene.RunAsync(string.Concat(Enumerable.Range(0, Pairs).Select(i => $"create table a{i} (); create table b{i} ();")));
        using var stop = new CancellationTokenSource();
        var load = Task.CompletedTask;

        await CaughtAsync(scene, () => load = Task.WhenAll(Enumerable.Range(0, Pairs).Select(i => DeadlockAsync(scene, i, stop.Token))), "deadlocks");
        await stop.CancelAsync();
        await load;
    }

    [PostgresFact]
    public async Task Noise_over_real_calls_raises_no_alarm_and_the_window_is_no_longer_than_it_may_be()
    {
        for (var run = 0; run < 2; run++)
        {
            using var service = new HealthService { Failing = 0.01 };
            await using var scene = await BakeScene.CreateAsync(server, service, bake: "4s");

            var (evidence, failure) = await scene.RunAsync();

            failure.Should().BeNull();
            evidence.Verdict.Should().Be(Verdict.Successful);
            evidence.Seconds.Should().BeApproximately(4, 0.9, "the last sample is complete when the window ends");
            evidence.Samples.Should().BeGreaterThan(3);
        }
    }

    private static async Task CaughtAsync(BakeScene scene, Action regression, string by)
    {
        var (evidence, failure) = await scene.RunAsync(regression);

        failure!.ExitCode.Should().Be(ExitCode.MonitorFailed, string.Join("; ", evidence.Reasons));
        failure.Message.Should().Contain(by);
        evidence.Verdict.Should().Be(Verdict.Failed);
        evidence.Metrics.Single(m => m.Name.Equals(by, StringComparison.Ordinal)).Breaches.Should().BeGreaterThanOrEqualTo(BakeScene.FailureLimit);
        scene.After.Should().BeLessThanOrEqualTo(BakeScene.FailureLimit + 1);
    }

    private static async Task RollBackAsync(BakeScene scene, CancellationToken stop)
    {
        // What a session did reaches the statistics when it ends.
        while (!stop.IsCancellationRequested) await scene.Scene.RunAsync(string.Concat(Enumerable.Repeat("begin; select 1; rollback;", 10)));
    }

    private static async Task DeadlockAsync(BakeScene scene, int pair, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested) await Task.WhenAll(LockAsync($"a{pair}", $"b{pair}"), LockAsync($"b{pair}", $"a{pair}"));

        async Task LockAsync(string first, string second)
        {
            try
            {
                await scene.Scene.RunAsync($"set deadlock_timeout = '10ms'; begin; lock table {first}; select pg_sleep(0.05); lock table {second}; commit");
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DeadlockDetected)
            {
                // One of the two always is.
            }
        }
    }
}
