using System.Text;
using Lockkeeper.Migrations;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>Some statements of one file, which the server parses in one DO block: a command costs more than the parsing does.</summary>
internal sealed class SyntaxChunk
{
    // As a string it is twice as long, and from 85,000 bytes on the runtime lets what is dead lie for long.
    private const int MostBytes = 30_000;
    private const int MostStatements = 200;

    private const string Opening = " begin return; ";

    // Each on its own line: a statement may end with a comment.
    private const string Ending = "\n; ";
    private const string Closing = "end ";

    private readonly List<(SqlStatement Statement, string Prefix)> _statements = [];

    private SyntaxChunk(Migration migration) => Migration = migration;

    /// <summary>Where they come from.</summary>
    public Migration Migration { get; }

    /// <summary>Of all of them together.</summary>
    public int Bytes { get; private set; }

    /// <summary>The first statement.</summary>
    public SqlStatement First => _statements[0].Statement;

    /// <summary>What stands before the first statement in the block.</summary>
    public string Prefix => $"do {Tag}{Opening}{_statements[0].Prefix}";

    // It must not occur in the statements.
    private string Tag
    {
        get
        {
            var tag = "$lockkeeper$";
            for (var i = 0; Holds(Encoding.ASCII.GetBytes(tag)); i++) tag = $"$lockkeeper{i}$";
            return tag;
        }
    }

    /// <summary>Cuts a file's statements into chunks, without those that cannot be parsed so.</summary>
    public static IEnumerable<SyntaxChunk> Of(Migration migration, IEnumerable<SqlStatement> statements)
    {
        var chunk = new SyntaxChunk(migration);
        foreach (var statement in statements)
        {
            if (ParsingForm.PrefixOf(statement) is not { } prefix) continue;
            if (chunk._statements.Count > 0 && (chunk.Bytes + statement.Utf8.Length > MostBytes || chunk._statements.Count == MostStatements))
            {
                yield return chunk;
                chunk = new SyntaxChunk(migration);
            }

            chunk._statements.Add((statement, prefix));
            chunk.Bytes += statement.Utf8.Length;
        }

        if (chunk._statements.Count > 0) yield return chunk;
    }

    private bool Holds(byte[] tag) => _statements.Exists(s => s.Statement.Utf8.Span.IndexOf(tag) >= 0);

    /// <summary>Each statement as a chunk of its own.</summary>
    public IEnumerable<SyntaxChunk> OneByOne() => _statements.SelectMany(s => Of(Migration, [s.Statement]));

    /// <summary>The block: it returns before the statements, which are parsed and never run.</summary>
    public string ToBlock()
    {
        var tag = Tag;
        // In one piece and from the bytes: of a large file the copies that a StringBuilder makes would fill the memory.
        return string.Create(Length(tag), (Statements: _statements, tag), static (block, chunk) =>
        {
            Write("do ", ref block);
            Write(chunk.tag, ref block);
            Write(Opening, ref block);
            foreach (var (statement, prefix) in chunk.Statements)
            {
                Write(prefix, ref block);
                block = block[Encoding.UTF8.GetChars(statement.Utf8.Span, block)..];
                Write(Ending, ref block);
            }

            Write(Closing, ref block);
            Write(chunk.tag, ref block);
        });
    }

    private int Length(string tag) =>
        "do ".Length + (2 * tag.Length) + Opening.Length + Closing.Length
        + _statements.Sum(s => s.Prefix.Length + Encoding.UTF8.GetCharCount(s.Statement.Utf8.Span) + Ending.Length);

    private static void Write(string text, ref Span<char> block)
    {
        text.CopyTo(block);
        block = block[text.Length..];
    }
}
