namespace Lockkeeper.Migrations;

/// <summary>How the statement of a file that runs outside a transaction stands in the way of others.</summary>
public static class StandaloneLocks
{
    /// <summary>
    /// Whether readers and writers go on while it waits for a lock, and while it works: then it may take its time. Others, such as VACUUM
    /// FULL, make readers queue behind them.
    /// </summary>
    public static bool BlockNobody(Migration migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        return migration.RunsOutsideTransaction && migration.Statements.Where(s => s.Kind == SqlStatementKind.OutsideTransaction).All(BlocksNobody);
    }

    private static bool BlocksNobody(SqlStatement statement)
    {
        if (IndexStatement.Parse(statement) is { } index) return index.Concurrently;
        // FULL is a key word that no table can have for its name; switched off, the statement is only bounded where it need not be.
        var words = new StatementWords(statement);
        return words.Take("vacuum") && !words.Has("full");
    }
}
