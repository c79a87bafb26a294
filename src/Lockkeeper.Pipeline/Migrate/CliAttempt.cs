using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Processes;
using Lockkeeper.Supabase.SupabaseCli;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>One push of one migration. Whatever the CLI says, or does not live to say: the database decides what is true.</summary>
internal sealed class CliAttempt(DeployOptions options, TargetDatabase target, CliProgram program, ApplyLimits limits, Blockers blockers, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private readonly CliPush _push = new(program, ConnectionVariables.For(target.Settings), target.Settings.Options);

    /// <summary>Returns when the migration is in the history as it was planned.</summary>
    public async Task<AppliedMigration> RunAsync(StagedProject project, Migration migration, int number, CancellationToken token)
    {
        var before = await CliAftermath.BeforeAsync(target, time, token);
        var began = time.GetTimestamp();
        var (answer, failure) = await PushAsync(project, migration, number, before.Since, token);
        var seconds = time.GetElapsedTime(began).TotalSeconds;
        if (await before.JudgeAsync(migration, answer) is { } untrue)
            throw new CliVerdict(migration, options.Secrets).Of(answer, failure, untrue);
        return new AppliedMigration(migration.Version, migration.Name, seconds, 1, [], []);
    }

    private async Task<(PushAnswer? Answer, Exception? Failure)> PushAsync(
        StagedProject project, Migration migration, int number, DateTime since, CancellationToken token)
    {
        var blocksNobody = StandaloneLocks.BlockNobody(migration);
        var patience = new LockPatience(blockers, blocksNobody ? limits.Deadline : LockPatience.Endless, limits.LockTimeout, time);
        PushAnswer? answer = null;
        try
        {
            await patience.RunAsync(
                number,
                (connection, t) => CliSessions.FindAsync(connection, since, t),
                async t => answer = await _push.RunAsync(project, LimitsFor(migration, blocksNobody), options.IncludeOutOfOrder, t),
                token);
            return (answer, null);
        }
        catch (OperationCanceledException) when (patience.IsOver && !token.IsCancellationRequested)
        {
            return (null, patience.Failure(migration.FileName, FailureState.Dirty));
        }
        catch (Exception e) when (e is ChildProcessFailure or OperationCanceledException)
        {
            // It is gone, its session on the server perhaps not.
            return (null, e);
        }
    }

    // As our own engine: a lock_timeout would end CONCURRENTLY's own waits and leave an invalid index; there patience with the waits is what ends it.
    private PushLimits LimitsFor(Migration migration, bool blocksNobody)
    {
        if (blocksNobody) return new PushLimits(TimeSpan.Zero, TimeSpan.Zero, Longest);
        var whole = limits.StatementTimeout == TimeSpan.Zero
            ? Longest
            : (limits.StatementTimeout * (migration.Statements.Count + 1)) + TimeSpan.FromMinutes(2);
        return new PushLimits(limits.LockTimeout, limits.StatementTimeout, Bounded(whole));
    }

    private static TimeSpan Bounded(TimeSpan deadline) => deadline < Longest ? deadline : Longest;
}
