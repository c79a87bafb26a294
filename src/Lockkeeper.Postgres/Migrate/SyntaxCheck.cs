using System.Text;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// Lets the target itself parse every statement without running any: in a DO block that returns before them. What is checked is the
/// grammar of this very server; whether the objects exist is seen only when the statements run.
/// </summary>
public static class SyntaxCheck
{
    // PL/pgSQL has statements of its own that begin with these words, and reads INTO as an assignment: it would not parse what the SQL means.
    private static readonly HashSet<string> PlpgsqlsOwn = new(StringComparer.OrdinalIgnoreCase)
    {
        "assert", "case", "close", "declare", "do", "execute", "exit", "fetch", "for", "foreach", "get", "if", "loop", "move", "null", "open", "perform",
        "raise", "return", "while", "continue", "begin", "end", "commit", "rollback", "call", "move",
    };

    /// <summary>One round trip for all files.</summary>
    /// <returns>The first mistake of each file that has one.</returns>
    public static async Task<IReadOnlyList<Problem>> FindAsync(NpgsqlConnection connection, IReadOnlyList<Migration> migrations, CancellationToken token)
    {
        var problems = new List<Problem>();
        var left = migrations.SelectMany(m => m.Statements.Where(IsCheckable).Select(s => (Migration: m, Statement: s))).ToList();
        while (left.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection);
            foreach (var (_, statement) in left) batch.BatchCommands.Add(new NpgsqlBatchCommand(Wrapped(statement)));
            try
            {
                await batch.ExecuteNonQueryAsync(token);
                break;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.SyntaxError)
            {
                var at = batch.BatchCommands.Cast<NpgsqlBatchCommand>().TakeWhile(c => c.StatementType != StatementType.Unknown).Count();
                var (migration, statement) = left[at];
                problems.Add(Explained(migration, statement, e));
                left = [.. left.Skip(at + 1).Where(next => !ReferenceEquals(next.Migration, migration))];
            }
        }

        return problems;
    }

    private static bool IsCheckable(SqlStatement statement) =>
        statement.Kind is SqlStatementKind.Ordinary or SqlStatementKind.OutsideTransaction
        && !PlpgsqlsOwn.Contains(FirstWord(statement))
        && !statement.Text.Contains("into", StringComparison.OrdinalIgnoreCase);

    private static string FirstWord(SqlStatement statement)
    {
        var line = statement.Text.Split('\n').Skip(statement.CodeLine - statement.Line).FirstOrDefault("").TrimStart();
        return new string([.. line.TakeWhile(char.IsAsciiLetter)]);
    }

    // The tag must not occur in the statement; the error's position counts from the beginning of the whole text.
    private static string Wrapped(SqlStatement statement) => new StringBuilder(Prefix(statement)).Append(statement.Text).Append("\n; end ").Append(Tag(statement)).ToString();

    private static string Prefix(SqlStatement statement) => $"do {Tag(statement)} begin return; ";

    private static string Tag(SqlStatement statement)
    {
        var tag = "$lockkeeper$";
        for (var i = 0; statement.Text.Contains(tag, StringComparison.Ordinal); i++) tag = $"$lockkeeper{i}$";
        return tag;
    }

    private static Problem Explained(Migration migration, SqlStatement statement, PostgresException e)
    {
        var (line, _, text) = StatementFailures.Place(statement, Math.Max(0, e.Position - Prefix(statement).Length));
        return new Problem($"{migration.FileName}:{line}", $"{e.MessageText} (SQLSTATE {e.SqlState}): {text.Trim()}", "Correct the statement.");
    }
}
