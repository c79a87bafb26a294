using System.Text;
using Lockkeeper.Migrations;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>Some statements of one file, which the server parses in one DO block: a command costs more than the parsing does.</summary>
internal sealed class SyntaxChunk
{
    // As a string it is twice as long, and from 85,000 bytes on the runtime lets what is dead lie for long.
    private const int MostBytes = 30_000;
    private const int MostStatements = 200;

    private readonly List<(SqlStatement Statement, string Prefix)> _statements = [];

    private SyntaxChunk(Migration migration) => Migration = migration;

    /// <summary>Where they come from.</summary>
    public Migration Migration { get; }

    /// <summary>Of all of them together.</summary>
    public int Bytes { get; private set; }

    /// <summary>The first statement.</summary>
    public SqlStatement First => _statements[0].Statement;

    /// <summary>What stands before the first statement in the block.</summary>
    public string Prefix => $"do {Tag} begin return; {_statements[0].Prefix}";

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
        var block = new StringBuilder($"do {tag} begin return; ");
        // Each on its own line: a statement may end with a comment.
        foreach (var (statement, prefix) in _statements) block.Append(prefix).Append(statement.Text).Append("\n; ");
        return block.Append("end ").Append(tag).ToString();
    }
}
