using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// Lets the target itself parse every statement without running any: in a DO block that returns before them. What is checked is the
/// grammar of this very server; whether the objects exist is seen only when the statements run. Not parsed are FETCH, MOVE, CLOSE, ROLLBACK TO and
/// what selects INTO a table, which mean something else in a block, routines with BEGIN or END as a name, nor the bodies of routines and blocks.
/// </summary>
public static class SyntaxCheck
{
    // What is sent is held in memory twice; a file can be large.
    private const int PortionBytes = 2_000_000;

    private const int Large = 4_000_000;

    // The kinds of errors that a text can be at fault for: wrong or unknown words, bad constants and escapes, what the grammar does not support.
    private static readonly string[] FaultsOfTheText = ["42", "22", "0A"];

    /// <summary>One round trip for all files, unless they are large.</summary>
    /// <returns>The first mistake of each file that has one.</returns>
    public static async Task<IReadOnlyList<Problem>> FindAsync(NpgsqlConnection connection, IReadOnlyList<Migration> migrations, CancellationToken token)
    {
        var problems = new List<Problem>();
        var left = new Queue<SyntaxChunk>(migrations.SelectMany(m => SyntaxChunk.Of(m, m.Statements)));
        var sent = new SentMemory(Large);
        while (left.Count > 0)
        {
            await using var batch = NextPortion(connection, left, sent);
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
        await using var batch = NextPortion(connection, left, new SentMemory(Large));
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
        catch (PostgresException e) when (IsMistake(e))
        {
            failure = e;
        }

        // The first command is ours.
        var commands = batch.BatchCommands.Cast<NpgsqlBatchCommand>();
        var good = failure is null ? batch.BatchCommands.Count - 1 : commands.TakeWhile(c => c.StatementType != StatementType.Unknown).Count() - 1;
        for (; good > 0; good--) left.Dequeue();
        return failure;
    }

    private static NpgsqlBatch NextPortion(NpgsqlConnection connection, IEnumerable<SyntaxChunk> left, SentMemory sent)
    {
        sent.MakeRoom();
        // The rules by which the files were cut, whatever the role's or the database's are.
        var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand("set standard_conforming_strings = on") } };
        var bytes = 0;
        foreach (var chunk in left)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(chunk.ToBlock()));
            if ((bytes += chunk.Bytes) > PortionBytes) break;
        }

        sent.Add(bytes);
        return batch;
    }

    // Without a place it is about us: the role may not run blocks, say.
    private static bool IsMistake(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.SyntaxError || (e.Position > 0 && FaultsOfTheText.Contains(e.SqlState[..2], StringComparer.Ordinal));

    private static Problem Explained(SyntaxChunk chunk, PostgresException e)
    {
        var shown = StatementFailures.Shown(e, chunk.First);
        var (line, _, text) = shown.Place(Math.Max(0, e.Position - chunk.Prefix.Length));
        return new Problem($"{chunk.Migration.FileName}:{line}", $"{shown.Without(e.MessageText)} (SQLSTATE {e.SqlState}).", $"Correct the statement: {text.Trim()}");
    }
}
