namespace Lockkeeper.Migrations;

/// <summary>An index that is built outside a transaction needs a name: by it the next run finds what a crash has left of it.</summary>
internal static class UnnamedIndexRule
{
    public static IEnumerable<SqlProblem> Find(IEnumerable<SqlStatement> statements) => statements
        .Where(s => s.Kind == SqlStatementKind.OutsideTransaction && IndexStatement.Parse(s) is { IsUnnamed: true })
        .Select(s => new SqlProblem(
            s.CodeLine,
            "CREATE INDEX CONCURRENTLY without a name: after a crash nobody could tell whether the index is there, and a second one would be built.",
            "Give the index a name."));
}
