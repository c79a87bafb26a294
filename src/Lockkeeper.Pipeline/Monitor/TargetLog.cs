using Lockkeeper.Postgres.Monitor;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Supabase.Services;
using Npgsql;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>Whether, and by whom, the target's log can be read.</summary>
/// <param name="Proven">A marker that was written into it was found.</param>
/// <param name="Note">How, or what is missing.</param>
public sealed record LogProof(bool Proven, string Note);

/// <summary>Proves that the target's log is watched: a marker is written into it and looked for, on the server or through the platform.</summary>
/// <param name="target">Whose log.</param>
/// <param name="reader">Who reads it on the server.</param>
/// <param name="platform">The management interface; null where it is not configured.</param>
/// <param name="time">The clock.</param>
public sealed class TargetLog(TargetDatabase target, TargetDatabase reader, ManagementClient? platform, TimeProvider time)
{
    private static readonly TimeSpan OnTheServer = TimeSpan.FromSeconds(5);

    /// <summary>The platform's logs are said to be seconds late, and minutes at times.</summary>
    public TimeSpan OnThePlatform { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Writes the marker and looks for it.</summary>
    /// <param name="deployment">Its id stands in the marker.</param>
    /// <param name="token">Ends it.</param>
    public async Task<LogProof> ProveAsync(string deployment, CancellationToken token)
    {
        var marker = $"{deployment}-{Guid.NewGuid():N}";
        try
        {
            var (proven, note) = await OnServerAsync(marker, token);
            if (proven || platform is null) return new LogProof(proven, proven ? note : $"{note}, and no management interface is configured (projectRef and SUPABASE_ACCESS_TOKEN)");
            return await OnPlatformAsync(marker, note, token);
        }
        catch (Exception e) when (e is NpgsqlException or Failures.DeployFailure or ServiceFailure)
        {
            return new LogProof(Proven: false, e.Message);
        }
        catch (Exception e) when (Unreadable.Is(e))
        {
            return new LogProof(Proven: false, Unreadable.Why(e));
        }
    }

    private async Task<(bool Proven, string Note)> OnServerAsync(string marker, CancellationToken token)
    {
        await using var connection = await reader.ConnectAsync(token);
        var (log, whyNot) = await ServerLog.OpenAsync(connection, target.Settings.Database ?? "", token);
        if (log is null) return (false, $"the server's log cannot be read: {whyNot}");
        return await log.ProveAsync(target, connection, marker, OnTheServer, time, token)
            ? (true, "a line written into the server's log was found in it")
            : (false, $"a line written into the server's log was not found in it within {OnTheServer.TotalSeconds:0} s");
    }

    private async Task<LogProof> OnPlatformAsync(string marker, string note, CancellationToken token)
    {
        await ServerLog.WriteAsync(target, marker, token);
        return await new PlatformState(platform!, time).FindAsync(marker, OnThePlatform, token)
            ? new LogProof(Proven: true, "a line written into the server's log was found in the platform's logs")
            : new LogProof(Proven: false, $"{note}, and a line written into it did not arrive in the platform's logs within {OnThePlatform.TotalSeconds:0} s");
    }
}
