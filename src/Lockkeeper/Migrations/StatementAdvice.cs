namespace Lockkeeper.Migrations;

/// <summary>What to do about errors that come from applying a file in one transaction, and that only the server can see.</summary>
public static class StatementAdvice
{
    /// <summary>The way out; null where the error's own words tell it.</summary>
    /// <param name="sqlState">The server's error.</param>
    /// <param name="fileName">The file whose statement failed.</param>
    public static string? For(string? sqlState, string fileName) => sqlState switch
    {
        "55P04" => $"Split {fileName}: a new enum value may be used only after the transaction that adds it is committed. Put ALTER TYPE … ADD VALUE "
            + "into a file of its own and what uses the value into a later one; then run the same command again.",
        "2D000" => $"{fileName} runs a procedure or a block with COMMIT or ROLLBACK, and a file is applied in one transaction together with its "
            + "history row. Leave them out, or do that work outside the migrations; then run the same command again.",
        "25001" => "Move the statement to a file of its own, as its only statement and outside any function or block, so that it is run without a "
            + "transaction; then run the same command again.",
        "57014" => $"Somebody cancelled it, or it ran longer than locks.statementTimeout allows: raise that in lockkeeper.yaml, or split {fileName} into parts that take "
            + "less; then run the same command again.",
        _ => null,
    };
}
