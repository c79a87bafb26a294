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
        var left = new Queue<SyntaxChunk>(migrations.SelectMany(m => SyntaxChunk.Of(m, m.Statements.Where(IsCheckable))));
        while (left.Count > 0)
        {
            await using var batch = NextPortion(connection, left);
            if (await FailureAsync(batch, left, token) is null) continue;
            var failed = left.Dequeue();
            // An open parenthesis swallows what follows it: which statement it is, is found out one by one.
            if (await FindOneByOneAsync(connection, failed, token) is not { } problem) continue;
            problems.Add(problem);
            while (left.TryPeek(out var next) && ReferenceEquals(next.Migration, failed.Migration)) left.Dequeue();
        }

        return problems;
    }

    private static async Task<Problem?> FindOneByOneAsync(NpgsqlConnection connection, SyntaxChunk chunk, CancellationToken token)
    {
        var left = new Queue<SyntaxChunk>(chunk.OneByOne());
        await using var batch = NextPortion(connection, left);
        return await FailureAsync(batch, left, token) is { } e ? Explained(left.Dequeue(), e) : null;
    }

    // What is good leaves the queue; what failed is then its first.
    private static async Task<PostgresException?> FailureAsync(NpgsqlBatch batch, Queue<SyntaxChunk> left, CancellationToken token)
    {
        PostgresException? failure = null;
        try
        {
            await batch.ExecuteNonQueryAsync(token);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.SyntaxError)
        {
            failure = e;
        }

        var commands = batch.BatchCommands.Cast<NpgsqlBatchCommand>();
        var good = failure is null ? batch.BatchCommands.Count : commands.TakeWhile(c => c.StatementType != StatementType.Unknown).Count();
        for (; good > 0; good--) left.Dequeue();
        return failure;
    }

    private static NpgsqlBatch NextPortion(NpgsqlConnection connection, IEnumerable<SyntaxChunk> left)
    {
        var batch = new NpgsqlBatch(connection);
        var bytes = 0;
        foreach (var chunk in left)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(chunk.ToBlock()));
            if ((bytes += chunk.Bytes) > PortionBytes) break;
        }

        return batch;
    }

    // On the bytes: of most statements of a large file no text need ever be made.
    private static bool IsCheckable(SqlStatement statement)
    {
        if (statement.Kind is not (SqlStatementKind.Ordinary or SqlStatementKind.OutsideTransaction)) return false;
        var utf8 = statement.Utf8.Span[statement.CodeOffset..];
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

    private static Problem Explained(SyntaxChunk chunk, PostgresException e)
    {
        var shown = StatementFailures.Shown(e, chunk.First);
        var (line, _, text) = shown.Place(Math.Max(0, e.Position - chunk.Prefix.Length));
        return new Problem($"{chunk.Migration.FileName}:{line}", $"{shown.Without(e.MessageText)} (SQLSTATE {e.SqlState}): {text.Trim()}", "Correct the statement.");
    }
}
