namespace Lockkeeper.Migrations;

/// <summary>
/// Settings that would make the server read the rest of the file as another text, or that belong to the transaction, which is ours. What bounds a
/// file is no rule: every dump switches it off, so it is put back behind the statement (<see cref="FileLimits"/>), but within a block it cannot be.
/// </summary>
internal static class SettingRule
{
    private const string Strings = "standard_conforming_strings";

    /// <summary>Every such change of a file.</summary>
    public static IEnumerable<SqlProblem> Find(IEnumerable<SqlStatement> statements) =>
        from statement in statements
        where MayMatter(statement)
        from change in SettingChange.In(statement)
        select Problem(change) into problem
        where problem is not null
        select problem;

    private static bool MayMatter(SqlStatement statement) =>
        StatementCode.MayBeginWith(statement, "set"u8) || StatementCode.Mentions(statement, "set_config"u8)
        || (StatementCode.MayBeginWith(statement, "do"u8) && IsMentioned(statement));

    private static bool IsMentioned(SqlStatement statement) =>
        StatementCode.Mentions(statement, "standard_conforming_strings"u8) || StatementCode.Mentions(statement, "client_encoding"u8)
        || StatementCode.Mentions(statement, "lock_timeout"u8) || StatementCode.Mentions(statement, "transaction_"u8);

    private static SqlProblem? Problem(SettingChange change) => change.Name switch
    {
        Strings when !change.IsDefault && !IsOn(change.Text) => new(
            change.Line,
            $"Without {Strings} a backslash gets another meaning in all strings that follow.",
            "Remove it, and write strings with backslash escapes as E'…'."),
        "client_encoding" when !change.IsDefault && !IsUtf8(change.Text) => new(
            change.Line,
            "With another client_encoding the server takes the rest of the file, and its history row, for another text.",
            "Remove it, and save the file as UTF-8: then every character of it arrives."),
        "lock_timeout" when change.InBlock => new(
            change.Line,
            "This block chooses its own lock_timeout, and whoever waits behind it would wait as long.",
            "Remove it: locks.lockTimeout holds, and a migration that gets no lock is tried again. For a shorter wait, SET it before the block."),
        "transaction_isolation" or "transaction_read_only" or "transaction_deferrable" => new(
            change.Line, $"{change.Name} can be set only at the start of a transaction, as SET TRANSACTION does, and that is not the file's.", ControlFix),
        _ => null,
    };

    /// <summary>The way out where a file wants to say how its transaction is.</summary>
    public const string ControlFix = "Remove it; a file is one transaction already, read committed, and what needs another kind belongs outside the migrations.";

    // The beginnings of words that the server takes for true.
    private static bool IsOn(string? value) => value is { Length: > 0 } && (value is "1" || string.Equals(value, "on", StringComparison.OrdinalIgnoreCase)
        || "true".StartsWith(value, StringComparison.OrdinalIgnoreCase) || "yes".StartsWith(value, StringComparison.OrdinalIgnoreCase));

    // The server looks at letters and digits only.
    private static bool IsUtf8(string? value) =>
        value is not null && string.Concat(value.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant() is "UTF8" or "UNICODE";
}
