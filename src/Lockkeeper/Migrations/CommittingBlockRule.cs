namespace Lockkeeper.Migrations;

/// <summary>A DO block that ends the transaction in which its file is applied: the server fails it with SQLSTATE 2D000 when it gets there.</summary>
internal static class CommittingBlockRule
{
    /// <summary>The first COMMIT or ROLLBACK of each PL/pgSQL block.</summary>
    public static IEnumerable<SqlProblem> Find(IEnumerable<SqlStatement> statements)
    {
        foreach (var statement in statements)
        {
            if (!StatementCode.MayBeginWith(statement, "do"u8) || StatementCode.HeadOf(statement, 1) is not [var first] || !first.Is("do"))
                continue;
            if (Body(StatementCode.Of(statement)) is { } body && Ending(StatementCode.Of(body.Quoted!, body.Line)) is { } ending)
            {
                yield return new(
                    ending.Line,
                    $"{ending.Text.ToUpperInvariant()} in a DO block would end the transaction in which every file is applied together with its history row.",
                    "Remove it; what must be committed in parts belongs into several files, or outside the migrations.");
            }
        }
    }

    // DO [LANGUAGE name] 'code', or the language behind the code.
    private static CodeToken? Body(IReadOnlyList<CodeToken> tokens)
    {
        for (var at = 1; at < tokens.Count - 1; at++)
        {
            if (tokens[at].Is("language") && !string.Equals(tokens[at + 1].Name ?? tokens[at + 1].Quoted, "plpgsql", StringComparison.OrdinalIgnoreCase))
                return null;
        }
        return tokens.Skip(1).Where((t, i) => t.Quoted is not null && !tokens[i].Is("language")).Select(t => (CodeToken?)t).FirstOrDefault();
    }

    // Where a statement of PL/pgSQL may begin; elsewhere the word is a name.
    private static CodeToken? Ending(IReadOnlyList<CodeToken> body)
    {
        for (var at = 1; at < body.Count - 1; at++)
        {
            var begins = body[at - 1] is var before && (before.Is(";") || before.Is("begin") || before.Is("then") || before.Is("else") || before.Is("loop") || before.Is(">>"));
            if (begins && (body[at].Is("commit") || body[at].Is("rollback")) && (body[at + 1].Is(";") || body[at + 1].Is("and")))
                return body[at];
        }
        return null;
    }
}
