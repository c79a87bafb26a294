using Lockkeeper.Failures;

namespace Lockkeeper.Migrations;

/// <summary>
/// Migrations that a database has, applied once more to a throwaway server to build one like it. They were applied by other means and must stay as
/// they are, so less is asked of them than of pending ones: BEGIN, COMMIT and SET TRANSACTION may stand in a file, which is one transaction anyway.
/// </summary>
public static class Replay
{
    private static readonly string[] Harmless = ["BEGIN", "START TRANSACTION", "COMMIT", "END", "SET TRANSACTION"];

    /// <summary>Why these cannot be replayed, all together; null where they can.</summary>
    public static PlanRefusal? Refusal(MigrationFolder folder, IEnumerable<Migration> applied) => applied.SelectMany(Problems).ToList() is { Count: > 0 } all
        ? new PlanRefusal(
            FailureCode.MigrationFolder,
            $"Applied migrations in {folder.Folder} cannot be replayed on a throwaway server:",
            all,
            "Nothing was touched. They must stay as they were applied: work with an environment that has a database, where only pending files are looked at.")
        : null;

    private static IEnumerable<Problem> Problems(Migration migration)
    {
        var code = migration.Statements.Where(s => s.Kind != SqlStatementKind.Comment).ToList();
        foreach (var statement in code)
        {
            var where = $"{migration.FileName}:{statement.CodeLine}";
            if (statement.Kind == SqlStatementKind.TransactionControl && !Harmless.Contains(statement.Command, StringComparer.Ordinal))
                yield return new(where, $"{statement.Command} ends a transaction in a way that cannot be repeated.", "");
            else if (statement.Kind == SqlStatementKind.OutsideTransaction && code.Count > 1)
                yield return new(where, $"{statement.Command} cannot run inside a transaction, and it is not the only statement of its file.", "");
            else if (statement.Kind == SqlStatementKind.CopyStream)
                yield return new(where, $"{statement.Command} reads or sends rows on the connection.", "");
        }
    }
}
