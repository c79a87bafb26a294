using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Monitor;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Testing;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Tests.Monitor;

/// <summary>A baseline and a bake window over a real database and a real service, with something that goes wrong in between.</summary>
internal sealed class BakeScene(DeployScene scene, HealthService? service) : IAsyncDisposable
{
    public const int FailureLimit = 3;

    private readonly List<Sample> _samples = [];

    /// <summary>The samples of the window.</summary>
    public IReadOnlyList<Sample> Samples => _samples;

    public DeployScene Scene => scene;

    /// <summary>How many samples were taken after the regression began.</summary>
    public int After { get; private set; }

    public static async Task<BakeScene> CreateAsync(PostgresFixture server, HealthService? service, string interval = "400ms", string thresholds = "", string bake = "6s")
    {
        var scene = (await DeployScene.CreateAsync(server)).File("20250101000000_a.sql", "create table t (id int);");
        var health = service is null ? "protected: false" : $"api: {{ health: [\"{service.Address}\"] }}";
        scene.Production(health, $"monitor: {{ bake: {bake}, interval: {interval}, failureLimit: {FailureLimit}, thresholds: {{ {thresholds} }} }}");
        scene.Options.Variable("LOCKKEEPER_MONITOR_BASELINE", "800ms");
        return new BakeScene(scene, service);
    }

    /// <summary>Runs both; after the third sample of the window the regression begins.</summary>
    public async Task<(MonitorEvidence Evidence, DeployFailure? Failure)> RunAsync(Action? regression = null, CancellationToken token = default)
    {
        var options = scene.Options.Resolve("DeployProduction");
        await using var target = await Target.OpenAsync(options, await scene.FolderAsync(), "lockkeeper bake", scene.Services(), token);
        var baseline = await new BaselinePhase(options, scene.Services(), _ => { }).RunAsync(target, token);
        MonitorEvidence? evidence = null;
        try
        {
            await new MonitorPhase(options, scene.Services(), Record) { Baseline = baseline }.RunAsync(target, token);
            return (evidence!, null);
        }
        catch (DeployFailure e)
        {
            return (evidence!, e);
        }

        void Record(LedgerEvent happened)
        {
            if (happened is MonitorEnded ended) evidence = ended.Monitor;
            if (happened is not SampleTaken taken) return;
            _samples.Add(taken.Sample);
            if (regression is null) return;
            if (_samples.Count == 3) regression();
            else if (_samples.Count > 3) After++;
        }
    }

    public async ValueTask DisposeAsync()
    {
        service?.Dispose();
        await scene.DisposeAsync();
    }
}
