using System.Text;

namespace Lockkeeper.Migrations;

/// <summary>One statement of a file: a part of the file's bytes, made into text when somebody asks for it. A file can be large.</summary>
/// <param name="Utf8">
/// All that stands between two semicolons, without white space around it; comments before and after the code belong to it. That is
/// exactly what the Supabase CLI 3.1.0 stores in schema_migrations.statements, down to a last comment that no code follows.
/// </param>
/// <param name="Line">The line of the file on which it begins, from 1.</param>
public sealed record SqlStatement(ReadOnlyMemory<byte> Utf8, int Line)
{
    /// <summary>The statement as text. Each call makes it anew.</summary>
    public string Text => Encoding.UTF8.GetString(Utf8.Span);

    /// <summary>The line of its first key word, from 1: the one to show to a person.</summary>
    public int CodeLine { get; init; } = Line;

    /// <summary>Where that key word stands in <see cref="Utf8"/>: behind comments, one of which may end in the same line.</summary>
    public int CodeOffset { get; init; }

    /// <summary>How the server treats it inside a transaction.</summary>
    public SqlStatementKind Kind { get; init; }

    /// <summary>The command's name where <see cref="Kind"/> is not <see cref="SqlStatementKind.Ordinary"/>, else empty.</summary>
    public string Command { get; init; } = "";
}

/// <summary>How the server treats a statement inside a transaction.</summary>
public enum SqlStatementKind
{
    /// <summary>Runs inside a transaction.</summary>
    Ordinary,

    /// <summary>Nothing but comments: kept for the history, nothing to run.</summary>
    Comment,

    /// <summary>The server refuses it inside a transaction (SQLSTATE 25001).</summary>
    OutsideTransaction,

    /// <summary>Begins or ends a transaction, or says of which kind it is.</summary>
    TransactionControl,

    /// <summary>Sends or expects rows on the connection: COPY with STDIN or STDOUT.</summary>
    CopyStream,
}
