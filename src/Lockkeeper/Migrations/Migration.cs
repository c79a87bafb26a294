using Lockkeeper.Failures;

namespace Lockkeeper.Migrations;

/// <summary>One versioned SQL file.</summary>
/// <param name="Version">The digits in front: 14, unless another tool has applied it long ago.</param>
/// <param name="Name">What follows them, without the ending.</param>
/// <param name="FileName">As it stands in the folder.</param>
/// <param name="Sha256">Hash of the file's bytes, lower-case hexadecimal.</param>
/// <param name="Statements">Its statements in order.</param>
/// <param name="Header">What it declares to remove and alter.</param>
public sealed record Migration(
    string Version,
    string Name,
    string FileName,
    string Sha256,
    IReadOnlyList<SqlStatement> Statements,
    ContractHeader Header)
{
    /// <summary>
    /// True where its one statement is refused by the server inside a transaction, such as CREATE INDEX CONCURRENTLY: it cannot be
    /// rolled back, nor share a transaction with its history row.
    /// </summary>
    public bool RunsOutsideTransaction { get; init; }

    /// <summary>
    /// Why it may not be applied; empty where it may. Of a file that is applied already nobody asks: it was applied by other means, and must
    /// stay as it is.
    /// </summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];
}

/// <summary>What the head of a file declares.</summary>
public sealed partial record ContractHeader(
    IReadOnlyList<Declaration> Removes,
    IReadOnlyList<Declaration> Alters,
    IReadOnlyList<Declaration> LosesData)
{
    /// <summary>A file that declares nothing.</summary>
    public static ContractHeader Empty { get; } = new([], [], []);
}

/// <summary>One object that a header names.</summary>
/// <param name="Object">
/// In canonical text: the kind and unquoted names in lower case, one space between words, for instance
/// <c>trigger on_auth_user_created on auth.users</c> or <c>function public.f(integer, text)</c>. After "loses data" the name alone.
/// </param>
/// <param name="Line">The line of the file, from 1.</param>
public sealed record Declaration(string Object, int Line);

/// <summary>A row of supabase_migrations.schema_migrations.</summary>
/// <param name="Version">Primary key.</param>
/// <param name="Name">Null in rows that very old CLIs wrote.</param>
/// <param name="Statements">The statements as they were applied; null where unknown.</param>
public sealed record HistoryRow(string Version, string? Name, IReadOnlyList<string>? Statements);
