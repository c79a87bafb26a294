using Lockkeeper.Live;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Monitor;

/// <summary>What a person is shown while the target is watched.</summary>
public sealed class LiveWatchTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresFact]
    public async Task A_terminal_is_told_of_each_sample_and_of_the_end_and_no_line_stays()
    {
        using var service = new HealthService();
        await using var scene = await BakeScene.CreateAsync(server, service, interval: "600ms", bake: "6s");
        var live = new Shown();
        scene.Live = live;

        await scene.RunAsync(() => service.Failing = 1);

        live.Told.Should().HaveCount(scene.Samples.Count + 1).And.EndWith((BakeProgress?)null);
        live.Told.SkipLast(1).Select(p => p!.Samples).Should().Equal(Enumerable.Range(1, scene.Samples.Count));
        live.Bad.Should().HaveCountGreaterThanOrEqualTo(BakeScene.FailureLimit).And.EndWith(scene.Samples.Count);
        live.Lines[^1].Should().Contain($"failed calls {service.Name} 100 % > ");
        scene.Scene.Told.Should().NotContain(t => t.StartsWith("watching: ", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task Without_a_terminal_a_line_is_told_now_and_then_and_one_for_each_bad_sample()
    {
        using var service = new HealthService();
        await using var scene = await BakeScene.CreateAsync(server, service, interval: "600ms", bake: "8s");

        await scene.RunAsync(() => service.Failing = 1);

        var lines = scene.Scene.Told.Where(t => t.StartsWith("watching: ", StringComparison.Ordinal)).ToList();
        lines[0].Should().StartWith("watching: 0:0").And.Contain("left, sample 1 · ");
        lines.Skip(1).Should().HaveCountGreaterThanOrEqualTo(BakeScene.FailureLimit).And.OnlyContain(l => l.Contains(" > ") || l.Contains(" missing"), "a good sample is worth no line so soon");
    }

    /// <summary>Keeps what it is told, and what that is at that moment.</summary>
    private sealed class Shown : IProgress<BakeProgress?>
    {
        public List<BakeProgress?> Told { get; } = [];

        public List<string> Lines { get; } = [];

        public List<int> Bad { get; } = [];

        public void Report(BakeProgress? value)
        {
            Told.Add(value);
            if (value is null) return;
            Lines.Add(value.Line(TimeProvider.System.GetUtcNow()));
            if (value.IsBad) Bad.Add(value.Samples);
        }
    }
}
