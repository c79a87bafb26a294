namespace Lockkeeper.Migrations;

/// <summary>What a piece of SQL is, as far as finding the ends of statements needs to know.</summary>
internal enum SqlTokenKind : byte
{
    /// <summary>A key word or an unquoted name.</summary>
    Word,

    /// <summary><c>"name"</c> or <c>U&amp;"name"</c>.</summary>
    QuotedName,

    /// <summary>A constant in single quotes with any prefix, or in dollar quotes.</summary>
    Text,

    /// <summary>A number, or a parameter such as <c>$1</c>.</summary>
    Number,

    /// <summary>One or several operator characters.</summary>
    Operator,

    /// <summary>A single character such as a parenthesis, a comma or a semicolon.</summary>
    Symbol,

    /// <summary>A comment of either form.</summary>
    Comment,

    /// <summary>A backslash outside quotes and the rest of its line: a command of psql.</summary>
    MetaCommand,
}

/// <summary>One token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Offset of its first byte.</param>
/// <param name="End">Offset after its last byte.</param>
/// <param name="Closed">False where the input ended inside it.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int End, bool Closed = true);
