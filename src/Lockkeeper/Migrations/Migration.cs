namespace Lockkeeper.Migrations;

/// <summary>One versioned SQL file.</summary>
/// <param name="Version">The 14 digits in front.</param>
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
    /// <summary>Whether its only statement is one that PostgreSQL refuses inside a transaction.</summary>
    public bool RunsOutsideTransaction { get; init; }
}

/// <summary>One statement of a file.</summary>
/// <param name="Text">From its first to its last token, comments inside kept, without the semicolon.</param>
/// <param name="Line">The line of the file on which <paramref name="Text"/> begins, from 1.</param>
public sealed record SqlStatement(string Text, int Line);

/// <summary>What the head of a file declares.</summary>
public sealed record ContractHeader(
    IReadOnlyList<Declaration> Removes,
    IReadOnlyList<Declaration> Alters,
    IReadOnlyList<Declaration> LosesData)
{
    /// <summary>A file that declares nothing.</summary>
    public static ContractHeader Empty { get; } = new([], [], []);
}

/// <summary>One object that a header names.</summary>
/// <param name="Object">As written, white space folded, for instance <c>trigger on_auth_user_created on auth.users</c>.</param>
/// <param name="Line">The line of the file, from 1.</param>
public sealed record Declaration(string Object, int Line);

/// <summary>A row of supabase_migrations.schema_migrations.</summary>
/// <param name="Version">Primary key.</param>
/// <param name="Name">Null in rows that very old CLIs wrote.</param>
/// <param name="Statements">The statements as they were applied; null where unknown.</param>
public sealed record HistoryRow(string Version, string? Name, IReadOnlyList<string>? Statements);
