using Lockkeeper.Failures;
using Lockkeeper.Postgres.Monitor;
using Lockkeeper.Supabase.Services;
using Lockkeeper.Verdicts;
using Npgsql;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>Takes samples of a target from everywhere that something can be read: statistics, log, services, platform.</summary>
internal sealed class TargetWatch : IAsyncDisposable
{
    private readonly KeptSession _statistics;
    private readonly KeptSession _reader;
    private readonly HealthCalls _calls;
    private readonly ManagementClient? _management;
    private readonly PlatformState? _platform;
    private readonly ServerLog? _log;
    private readonly string? _noLog;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<WatchedSource> _sources;

    private TargetWatch(KeptSession statistics, KeptSession reader, HealthCalls calls, ManagementClient? management, ServerLog? log, string? noLog, TimeProvider time)
    {
        (_statistics, _reader, _calls, _management, _log, _noLog, _time) = (statistics, reader, calls, management, log, noLog, time);
        _platform = management is null ? null : new PlatformState(management, time) { ReadsLog = log is null };
        _sources =
        [
            new WatchedSource(Sample.Database, StatisticsAsync, time), new WatchedSource(Sample.Log, LogAsync, time), new WatchedSource(Sample.Platform, PlatformAsync, time),
        ];
    }

    /// <summary>What is not watched, whatever the samples say.</summary>
    public IReadOnlyList<string> NotWatched => _calls.NotCalled;

    /// <summary>Looks for what can be watched.</summary>
    public static async Task<TargetWatch> OpenAsync(Target target, TimeProvider time, CancellationToken token)
    {
        var (statistics, reader) = (new KeptSession(target.Database), new KeptSession(target.LogReader ?? target.Database));
        var connection = await TryAsync(statistics, token);
        var calls = await HealthCalls.ForAsync(target.Services, connection, time, token);
        await calls.WarmUpAsync(time, token);
        var (log, noLog) = await TryAsync(reader, token) is { } session
            ? await ServerLog.OpenAsync(session, target.Database.Settings.Database ?? "", token)
            : (null, "the server does not answer");
        return new TargetWatch(statistics, reader, calls, Management(target.Services, time), log, noLog, time);
    }

    /// <summary>The client of the management interface; null where it is not configured.</summary>
    public static ManagementClient? Management(TargetServices services, TimeProvider time) =>
        services.Supabase is { ProjectRef: { } project, AccessToken: { } secret }
            ? new ManagementClient(project, secret, time, services.Supabase.Management)
            : null;

    /// <summary>A sample. What does not answer within the budget is missing in it.</summary>
    public async Task<Sample> TakeAsync(TimeSpan budget, CancellationToken token)
    {
        var at = _time.GetUtcNow();
        var calls = _calls.SampleAsync(budget, _time, token);
        var parts = await Task.WhenAll(_sources.Select(s => s.ReadAsync(budget, token)));
        return new Sample(at, Merged(parts.Select(p => p.Values)), await calls, Merged(parts.Select(p => p.Missing)))
        {
            NotDue = [.. parts.SelectMany(p => p.NotDue)],
        };
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _calls.Dispose();
        foreach (var source in _sources) await source.DisposeAsync();
        _management?.Dispose();
        await _reader.DisposeAsync();
        await _statistics.DisposeAsync();
    }

    private async Task<ServerReading> StatisticsAsync(CancellationToken token) => await ServerSampler.ReadAsync(await _statistics.OpenAsync(token), token);

    private async Task<ServerReading> LogAsync(CancellationToken token)
    {
        if (_log is null) return _platform is null ? Without("serverErrors", _noLog ?? "") : Of();
        await _log.ReadOnAsync(await _reader.OpenAsync(token), token);
        return Of(("serverErrors", _log.Errors));
    }

    private async Task<ServerReading> PlatformAsync(CancellationToken token)
    {
        if (_platform is null) return Without("unhealthyServices", "no management interface is configured (projectRef and SUPABASE_ACCESS_TOKEN)");
        return await _platform.AskAsync(token) switch
        {
            null => Of() with { NotDue = [Sample.Platform, "unhealthyServices", .. _log is null ? (string[])["serverErrors"] : []] },
            { Errors: { } errors } told => Of(("unhealthyServices", told.Unhealthy), ("serverErrors", errors)),
            { } told => Of(("unhealthyServices", told.Unhealthy)),
        };
    }

    private static async Task<NpgsqlConnection?> TryAsync(KeptSession session, CancellationToken token)
    {
        try
        {
            return await session.OpenAsync(token);
        }
        catch (DeployFailure)
        {
            return null;
        }
    }

    private static ServerReading Of(params (string Key, double Value)[] values) => new(
        values.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));

    private static ServerReading Without(string what, string why) =>
        new(new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal) { [what] = why });

    private static Dictionary<string, T> Merged<T>(IEnumerable<IReadOnlyDictionary<string, T>> parts) =>
        parts.SelectMany(p => p).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
}
