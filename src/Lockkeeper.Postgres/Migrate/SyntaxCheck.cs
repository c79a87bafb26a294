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
    // What is sent is held in memory twice; a file can be large.
    private const int PortionBytes = 2_000_000;
    private const int PortionStatements = 25_000;

    // PL/pgSQL has statements of its own that begin with these words, and reads INTO as an assignment: it would not parse what the SQL means.
    private static readonly HashSet<string> PlpgsqlsOwn = new(StringComparer.OrdinalIgnoreCase)
    {
        "assert", "case", "close", "declare", "do", "execute", "exit", "fetch", "for", "foreach", "get", "if", "loop", "move", "null", "open", "perform",
        "raise", "return", "while", "continue", "begin", "end", "commit", "rollback", "call", "move",
    };

    /// <summary>One round trip for all files, unless they are large.</summary>
    /// <returns>The first mistake of each file that has one.</returns>
    public static async Task<IReadOnlyList<Problem>> FindAsync(NpgsqlConnection connection, IReadOnlyList<Migration> migrations, CancellationToken token)
    {
        var problems = new List<Problem>();
        var left = new Queue<(Migration Migration, SqlStatement Statement)>(
            migrations.SelectMany(m => m.Statements.Where(IsCheckable).Select(s => (Migration: m, Statement: s))));
        while (left.Count > 0)
        {
            await using var batch = NextPortion(connection, left);
            try
            {
                await batch.ExecuteNonQueryAsync(token);
                foreach (var _ in batch.BatchCommands) left.Dequeue();
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.SyntaxError)
            {
                for (var good = batch.BatchCommands.Cast<NpgsqlBatchCommand>().TakeWhile(c => c.StatementType != StatementType.Unknown).Count(); good > 0; good--) left.Dequeue();
                var (migration, statement) = left.Dequeue();
                problems.Add(Explained(migration, statement, e));
                while (left.TryPeek(out var next) && ReferenceEquals(next.Migration, migration)) left.Dequeue();
            }
        }

        return problems;
    }

    private static NpgsqlBatch NextPortion(NpgsqlConnection connection, IEnumerable<(Migration Migration, SqlStatement Statement)> left)
    {
        var batch = new NpgsqlBatch(connection);
        var bytes = 0;
        foreach (var (_, statement) in left)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Wrapped(statement)));
            if ((bytes += statement.Utf8.Length) > PortionBytes || batch.BatchCommands.Count == PortionStatements) break;
        }

        return batch;
    }

    // On the bytes: of most statements of a large file no text need ever be made.
    private static bool IsCheckable(SqlStatement statement)
    {
        if (statement.Kind is not (SqlStatementKind.Ordinary or SqlStatementKind.OutsideTransaction)) return false;
        var utf8 = statement.Utf8.Span;
        for (var line = statement.Line; line < statement.CodeLine; line++) utf8 = utf8[(utf8.IndexOf((byte)'\n') + 1)..];
        utf8 = utf8.TrimStart(" \t\r"u8);
        var word = 0;
        while (word < utf8.Length && char.IsAsciiLetter((char)utf8[word])) word++;
        return !PlpgsqlsOwn.Contains(Encoding.ASCII.GetString(utf8[..word])) && !HoldsInto(statement.Utf8.Span);
    }

    private static bool HoldsInto(ReadOnlySpan<byte> utf8)
    {
        for (int at; (at = utf8.IndexOfAny((byte)'i', (byte)'I')) >= 0; utf8 = utf8[(at + 1)..])
            if (utf8.Length >= at + 4 && Ascii.EqualsIgnoreCase(utf8.Slice(at, 4), "into"u8)) return true;
        return false;
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
