using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Live;
using Lockkeeper.Pipeline.Monitor;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Testing;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Tests.Monitor;

/// <summary>A baseline and a bake window over a real database and a real service, with something that goes wrong in between.</summary>
internal sealed class BakeScene(DeployScene scene) : IAsyncDisposable
{
    public const int FailureLimit = 3;

    private readonly List<Sample> _samples = [];

    /// <summary>The samples of the window.</summary>
    public IReadOnlyList<Sample> Samples => _samples;

    public DeployScene Scene => scene;

    /// <summary>How many samples were taken after the regression began.</summary>
    public int After { get; private set; }

    /// <summary>Told of each sample, as a terminal is; null: nothing is live.</summary>
    public IProgress<BakeProgress?>? Live { get; set; }

    /// <summary>A scene that watches a service, or none.</summary>
    public static Task<BakeScene> CreateAsync(PostgresFixture server, HealthService? service, string interval = "800ms", string thresholds = "", string bake = "10s") =>
        CreateAsync(server, Health(service is null ? [] : [service]), $"bake: {bake}, interval: {interval}, thresholds: {{ {thresholds} }}");

    /// <summary>A scene of this environment, with this monitor.</summary>
    public static async Task<BakeScene> CreateAsync(PostgresFixture server, string environment, string monitor, int failureLimit = FailureLimit, string baseline = "1600ms")
    {
        var scene = (await DeployScene.CreateAsync(server)).File("20250101000000_a.sql", "create table t (id int);");
        scene.Production(environment, $"monitor: {{ failureLimit: {failureLimit}, {monitor} }}");
        scene.Options.Variable("LOCKKEEPER_MONITOR_BASELINE", baseline);
        return new BakeScene(scene);
    }

    /// <summary>The addresses of services, as the configuration names them.</summary>
    public static string Health(params HealthService[] services) => $"api: {{ health: [{string.Join(", ", services.Select(s => $"\"{s.Address}\""))}] }}";

    /// <summary>Runs both; after the third sample of the window the regression begins.</summary>
    public async Task<(MonitorEvidence Evidence, DeployFailure? Failure)> RunAsync(Action? regression = null, CancellationToken token = default)
    {
        var options = scene.Options.Resolve("DeployProduction");
        var services = scene.Services() with { Bake = Live };
        await using var target = await Target.OpenAsync(options, await scene.FolderAsync(), "lockkeeper bake", services, token);
        var baseline = await new BaselinePhase(options, services, _ => { }).RunAsync(target, token);
        MonitorEvidence? evidence = null;
        try
        {
            await new MonitorPhase(options, services, Record) { Baseline = baseline }.RunAsync(target, token);
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

    public ValueTask DisposeAsync() => scene.DisposeAsync();
}
