using Lockkeeper.Failures;
using Lockkeeper.Rollback;
using Npgsql;

namespace Lockkeeper.Postgres.Rollback;

/// <summary>A rollback that did not happen: its transaction is gone, and the deployment stays as it was.</summary>
public static class UndoFailures
{
    private static readonly HashSet<string> Transient = new(StringComparer.Ordinal)
    {
        PostgresErrorCodes.LockNotAvailable, PostgresErrorCodes.DeadlockDetected, PostgresErrorCodes.SerializationFailure,
    };

    /// <summary>The server refused a statement. What it says of rows is left out: they are somebody's.</summary>
    /// <param name="e">What it said.</param>
    /// <param name="about">What the statement is about.</param>
    public static DeployFailure Of(PostgresException e, string about)
    {
        var locks = Transient.Contains(e.SqlState);
        return new DeployFailure(
            locks ? FailureCode.LockTimeout : FailureCode.RollbackFailed,
            $"The rollback failed at {about}: {e.Severity}: {e.MessageText} (SQLSTATE {e.SqlState}). Its transaction was rolled back; the deployment is applied as before.", e)
        {
            FailedBy = FailureSource.Server,
            State = FailureState.Applied,
            ExitCode = ExitCode.Unknown,
            SqlState = e.SqlState,
            Next = locks
                ? "See in pg_stat_activity who holds the lock, or raise locks.deadline in lockkeeper.yaml; then run ./build.sh --target=Rollback."
                : "Remove the cause that the server names, then run ./build.sh --target=Rollback.",
        };
    }

    /// <summary>The catalog or the rows would not have been those of before.</summary>
    public static DeployFailure NotTheSame(IReadOnlyList<string> differences) => new(
        FailureCode.RollbackFailed,
        $"The rollback would not have left what was there before the deployment:\n{string.Join('\n', differences.Take(50).Select(d => $"  - {d}"))}\n"
        + "Its transaction was rolled back; the deployment is applied as before.")
    {
        FailedBy = FailureSource.Gate,
        State = FailureState.Applied,
        ExitCode = ExitCode.Unknown,
        Problems = [.. differences.Take(50).Select(d => new Problem(d, "", ""))],
        Next = "Undo by hand what is listed, or correct it with a new migration; the backup of the deployment is named in its report.",
    };

    /// <summary>The connection was lost and the server took the transaction back.</summary>
    public static DeployFailure Lost(Exception e) => new(
        FailureCode.ConnectionLost,
        $"The connection was lost during the rollback, and the server took its transaction back: {e.Message} The deployment is applied as before.", e)
    {
        FailedBy = FailureSource.Link,
        State = FailureState.Applied,
        ExitCode = ExitCode.Unknown,
        Next = "Run ./build.sh --target=Rollback.",
    };
}

/// <summary>Something turned out, inside the transaction, to be for a person; the transaction is rolled back.</summary>
/// <param name="steps">What.</param>
public sealed class ManualNeededException(IReadOnlyList<ManualStep> steps) : Exception("A part of the rollback is for a person.")
{
    /// <summary>What only a person can bring back.</summary>
    public IReadOnlyList<ManualStep> Steps { get; } = steps;
}
