using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Supabase.SupabaseCli;
using Npgsql;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>What the database looked like before a push, and looks like after it.</summary>
internal sealed class CliAftermath
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TargetDatabase _target;
    private readonly TimeProvider _time;
        private readonly IReadOnlyList<string> _invalid;

    private CliAftermath(TargetDatabase target, TimeProvider time, DateTime since, IReadOnlyList<string> invalid) =>
        (_target, _time, Since, _invalid) = (target, time, since, invalid);

    /// <summary>The server's clock before the push.</summary>
    public DateTime Since { get; }

    public static async Task<CliAftermath> BeforeAsync(TargetDatabase target, TimeProvider time, CancellationToken token)
    {
        await using var connection = await target.ConnectAsync(token);
        return new CliAftermath(target, time, await CliSessions.NowAsync(connection, token), await InvalidIndexes.ReadAsync(connection, token));
    }

    /// <summary>Null when the migration is in the history with the statements of its file; else what is there instead.</summary>
    /// <remarks>Nobody may interrupt this: what it finds decides what is told.</remarks>
    public async Task<PushRemains?> JudgeAsync(Migration migration, PushAnswer? answer)
    {
        var began = _time.GetTimestamp();
        do
        {
            try
            {
                return await LookAsync(migration, answer);
            }
            catch (Exception e) when (e is DeployFailure or NpgsqlException)
            {
                // The server may be restarting: ask again until patience ends.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), _time, CancellationToken.None);
        }
        while (_time.GetElapsedTime(began) < Patience);

        return new PushRemains { Unknown = "the server cannot be asked what became of it" };
    }

    // Always on a new connection: it sees what every other session will see.
    private async Task<PushRemains?> LookAsync(Migration migration, PushAnswer? answer)
    {
        await using var connection = await _target.ConnectAsync(CancellationToken.None);
        if (answer is not Pushed && !await CliSessions.EndAsync(connection, Since, Patience, _time))
            return new PushRemains { Unknown = $"a session of it ({CliSessions.ApplicationName}) cannot be ended" };
        var history = await HistoryTable.ReadAsync(connection, CancellationToken.None);
        var row = history.FirstOrDefault(r => string.Equals(r.Version, migration.Version, StringComparison.Ordinal));
        var left = (await InvalidIndexes.ReadAsync(connection, CancellationToken.None)).Except(_invalid, StringComparer.Ordinal).ToList();
        if (row is null) return new PushRemains { InvalidIndexes = left };
        if (left.Count > 0) return new PushRemains { InvalidIndexes = left, Recorded = true };
        return row.Statements is { } stored && StatementDifference.Between(stored, migration.Statements) is null
            ? null
            : new PushRemains { Unknown = "the history has other statements for it than its file", Recorded = true };
    }
}
