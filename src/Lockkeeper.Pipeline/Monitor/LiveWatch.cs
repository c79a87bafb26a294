using Lockkeeper.Live;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>Shows the bake window as it goes on: a line that changes on a terminal, else a line now and then, and one for each sample that is bad.</summary>
internal sealed class LiveWatch(PipelineServices services, BakeWindow window, SampleLoop loop, MonitorOptions options) : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);

    private readonly DateTimeOffset _end = services.Time.GetUtcNow() + options.Bake;
    private TimeSpan _told = -Pace;

    /// <summary>Shows the newest sample.</summary>
    public void Show()
    {
        var watching = new BakeProgress(_end, window.Samples, window.Watched);
        if (services.Bake is { } live)
        {
            live.Report(watching);
            return;
        }

        if (!watching.IsBad && loop.Elapsed - _told < Pace) return;
        _told = loop.Elapsed;
        services.Progress.Report(watching.Line(services.Time.GetUtcNow()));
    }

    /// <inheritdoc />
    public void Dispose() => services.Bake?.Report(value: null);
}
