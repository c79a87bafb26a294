using System.Text.RegularExpressions;

namespace Lockkeeper.Migrations;

/// <summary>
/// A new value of an enum that is used in the transaction which adds it: the server fails that with SQLSTATE 55P04. Only what is certain is
/// refused, a constant that is cast to the type; what else uses the value, the server alone can tell.
/// </summary>
internal static partial class EnumValueRule
{
    /// <summary>Every such use, in the order of the file.</summary>
    public static IEnumerable<SqlProblem> Find(IReadOnlyList<SqlStatement> statements)
    {
        var added = new List<Added>();
        for (var at = 0; at < statements.Count; at++)
        {
            var statement = statements[at];
            var used = added.Where(a => statement.Text.Contains(a.Written, StringComparison.Ordinal)).ToList();
            if (used.Count > 0)
            {
                foreach (var problem in Uses(StatementCode.Of(statement), used)) yield return problem;
            }
            if (Addition(statement) is { } addition && !statements.Take(at).Any(s => MayCreate(s, addition.Type[^1])))
                added.Add(addition);
        }
    }

    private static IEnumerable<SqlProblem> Uses(IReadOnlyList<CodeToken> tokens, List<Added> added)
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            if (added.Find(a => string.Equals(tokens[at].Quoted, a.Label, StringComparison.Ordinal) && IsCast(tokens, at, a.Type)) is { } use)
            {
                yield return new(
                    tokens[at].Line,
                    $"The value '{use.Label}' of the enum {string.Join('.', use.Type)} is added in line {use.Line}, and may be used only after that is committed.",
                    "Move ALTER TYPE … ADD VALUE to an earlier file of its own.");
            }
        }
    }

    // 'label'::type and cast('label' as type); behind an array's brackets it would be another text.
    private static bool IsCast(IReadOnlyList<CodeToken> tokens, int at, IReadOnlyList<string> type)
    {
        var next = at + 1;
        if (next < tokens.Count && tokens[next].Is("::")) next++;
        else if (next + 1 < tokens.Count && tokens[next].Is(":") && tokens[next + 1].Is(":")) next += 2;
        else if (at >= 2 && next < tokens.Count && tokens[at - 1].Is("(") && tokens[at - 2].Is("cast") && tokens[next].Is("as")) next++;
        else return false;
        var (name, after) = NameAt(tokens, next);
        return !(after < tokens.Count && tokens[after].Is("[")) && AreSame(name, type);
    }

    // ADD VALUE IF NOT EXISTS may find the value there, which can then be used.
    private static Added? Addition(SqlStatement statement)
    {
        if (!StatementCode.MayBeginWith(statement, "alter"u8)) return null;
        var head = StatementCode.HeadOf(statement, 9);
        if (head.Count < 6 || !head[0].Is("alter") || !head[1].Is("type")) return null;
        var (name, at) = NameAt(head, 2);
        return name.Count > 0 && at + 2 < head.Count && head[at].Is("add") && head[at + 1].Is("value") && head[at + 2].Quoted is { Length: > 0 } label
            ? new Added(name, label, head[at].Line)
            : null;
    }

    // Of a type that is made in the same transaction, all values may be used. A block may make it, too.
    private static bool MayCreate(SqlStatement statement, string name) =>
        statement.Text.Contains(name, StringComparison.OrdinalIgnoreCase) && CreateType().IsMatch(statement.Text);

    private static (IReadOnlyList<string> Name, int After) NameAt(IReadOnlyList<CodeToken> tokens, int at)
    {
        var name = new List<string>();
        while (at < tokens.Count && tokens[at].Name is { } part)
        {
            name.Add(part);
            if (++at >= tokens.Count || !tokens[at].Is(".")) break;
            at++;
        }
        return (name, at);
    }

    // Without a schema on either side the search path decides: the same name will be the same type.
    private static bool AreSame(IReadOnlyList<string> one, IReadOnlyList<string> other) =>
        one.Count > 0 && (one.Count == other.Count
            ? one.SequenceEqual(other, StringComparer.Ordinal)
            : string.Equals(one[^1], other[^1], StringComparison.Ordinal));

    private sealed record Added(IReadOnlyList<string> Type, string Label, int Line)
    {
        public string Written { get; } = $"'{Label.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    [GeneratedRegex(@"\bcreate\s+type\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex CreateType();
}
