using Lockkeeper.Contracts;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>A migration that did otherwise than its header says.</summary>
internal static class ContractFailures
{
    /// <summary>Found before COMMIT: nobody ever saw it.</summary>
    public static DeployFailure RolledBack(Migration migration, ContractVerdict verdict) =>
        new(FailureCode.ContractBroken, $"{verdict.Message()}\n\nIt was rolled back before COMMIT; nobody ever saw its changes.")
        {
            FailedBy = FailureSource.Gate,
            State = FailureState.RolledBack,
            ExitCode = ExitCode.RolledBack,
            Problems = Problems(migration, verdict),
            Next = $"Correct the statements of {migration.FileName}, or its header if every change is wanted; then run the same command again.",
        };

    /// <summary>Found afterwards: it stays.</summary>
    public static DeployFailure Applied(Migration migration, ContractVerdict verdict) =>
        new(FailureCode.ContractBroken, $"{verdict.Message()}\n\nIt cannot run in a transaction that we could look at, so it is applied and stays.")
        {
            FailedBy = FailureSource.Gate,
            State = FailureState.Dirty,
            ExitCode = ExitCode.Unknown,
            Problems = Problems(migration, verdict),
            Next = "Decide whether what is listed may stay. If not, undo it by hand; if so, correct the header and run the same command again: it applies the rest.",
        };

    /// <summary>The server was told not to count, so nobody can say which rows were written.</summary>
    public static DeployFailure NotCounted(Migration migration) =>
        new(FailureCode.ContractBroken, $"{migration.FileName}: track_counts is off, so the rows that it wrote cannot be counted. It was rolled back before COMMIT.")
        {
            FailedBy = FailureSource.Gate,
            State = FailureState.RolledBack,
            ExitCode = ExitCode.RolledBack,
            Next = "Take SET track_counts out of the file, or set it on at the server; then run the same command again.",
        };

    private static IReadOnlyList<Problem> Problems(Migration migration, ContractVerdict verdict) =>
        [.. verdict.Findings.Select(f => new Problem(f.Where ?? migration.FileName, f.Sentence, f.Missing is null ? "" : $"Undo it, or declare \"{f.Missing}\"."))];
}
