using Lockkeeper.Contracts.Names;
using Lockkeeper.Migrations;

namespace Lockkeeper.Contracts.Bodies;

/// <summary>
/// Finds where the body of a routine names something that is gone. PostgreSQL keeps no record of what the bodies of its languages use,
/// so that nothing stops a DROP from breaking them until they are called.
/// </summary>
/// <remarks>It reads words, not meaning: names put together at run time are not found, and a finding in a string may be a mere message.</remarks>
public static class BodySearch
{
    /// <summary>What the server searches where nobody sets anything else.</summary>
    public const string DefaultSearchPath = "\"$user\", public";

    /// <summary>Every removed object that the body names, once.</summary>
    /// <param name="removed">What is gone.</param>
    /// <param name="body">The text as pg_proc.prosrc has it, without the quotes around it.</param>
    /// <param name="language">Bodies in sql and plpgsql are read as SQL; in compiled languages there is nothing to read; the rest is taken for a string.</param>
    /// <param name="searchPath">The routine's own search_path, or the deploying role's.</param>
    /// <param name="rowsOf">The tables, qualified, whose triggers call it: NEW and OLD are their rows.</param>
    public static IReadOnlyList<BodyMention> Find(
        IReadOnlyList<RemovedName> removed, string body, string language, string searchPath = DefaultSearchPath, IReadOnlyCollection<string>? rowsOf = null)
    {
        if (removed.Count == 0 || language is "c" or "internal") return [];
        var path = Path(searchPath);
        List<BodyMention> found = [];
        Search(removed, body, path, certain: language is "sql" or "plpgsql", firstLine: 1, found);
        if (rowsOf is { Count: > 0 }) Rows(removed, body, rowsOf, found);
        return
        [
            .. found.GroupBy(m => m.Object, StringComparer.Ordinal)
                .Select(g => g.OrderByDescending(m => m.IsCertain).ThenByDescending(m => m.InString).ThenBy(m => m.Line).First()).OrderBy(m => m.Line),
        ];
    }

    private static void Search(
        IReadOnlyList<RemovedName> removed, string sql, HashSet<string> path, bool certain, int firstLine, List<BodyMention> found)
    {
        var tokens = BodyTokens.Read(sql, firstLine);
        var context = new BodyContext(tokens);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Kind == SqlTokenKind.Text)
            {
                SearchText(removed, tokens, i, path, found);
                continue;
            }

            if (!token.IsName || (i > 0 && tokens[i - 1].Is("."))) continue;
            var use = context.UseAt(i);
            foreach (var name in removed)
            {
                if (name.IsNamedBy(use, path)) found.Add(new(name.Object, string.Join('.', use.Parts), token.Line, certain && !use.IsShadowed && !name.HasOverloads));
            }
        }

        Columns(removed, context, path, certain, found);
    }

    // A string may be dynamic SQL, a name to cast, or only words.
    private static void SearchText(IReadOnlyList<RemovedName> removed, List<BodyToken> tokens, int at, HashSet<string> path, List<BodyMention> found)
    {
        var token = tokens[at];
        var text = token.Unquoted();
        var first = found.Count;
        var isName = at + 3 < tokens.Count && tokens[at + 1].Is(":") && tokens[at + 2].Is(":") && tokens[at + 3].Text.StartsWith("reg", StringComparison.OrdinalIgnoreCase);
        if (isName) found.AddRange(removed.Where(n => n.IsCalled(NameTokens.Of(text).TakeName(), path)).Select(n => new BodyMention(n.Object, text, token.Line, IsCertain: false)));
        else if (text.AsSpan().IndexOfAny(" .\n\t") >= 0 && text.Length < token.Text.Length) Search(removed, text, path, certain: false, token.Line, found);
        for (var i = first; i < found.Count; i++) found[i] = found[i] with { InString = true };
    }

    // A column's bare name says nothing by itself, but where its table is named too it is likely to be meant.
    private static void Columns(IReadOnlyList<RemovedName> removed, BodyContext context, HashSet<string> path, bool certain, List<BodyMention> found)
    {
        foreach (var column in removed.Where(n => n.Column is not null))
        {
            var uses = context.Names().ToList();
            if (!uses.Exists(u => column.IsTableNamedBy(u.Use, path))) continue;
            var hit = uses.Find(u => string.Equals(u.Use.Parts[^1], column.Column, StringComparison.Ordinal)
                && (column.IsColumnOf(u.Use.Parts) || !column.IsTableNamedBy(u.Use, path)));
            if (hit.Use is { } use) found.Add(new(column.Object, string.Join('.', use.Parts), hit.Line, certain && column.IsColumnOf(use.Parts)));
        }
    }

    // Where it is called for several tables, it may look first for which.
    private static void Rows(IReadOnlyList<RemovedName> removed, string body, IReadOnlyCollection<string> rowsOf, List<BodyMention> found)
    {
        foreach (var (use, line) in new BodyContext(BodyTokens.Read(body, 1)).Names())
        {
            found.AddRange(removed.Where(n => n.IsInRow(use.Parts, rowsOf))
                .Select(n => new BodyMention(n.Object, string.Join('.', use.Parts), line, IsCertain: rowsOf.Count == 1)));
        }
    }

    private static HashSet<string> Path(string searchPath)
    {
        var tokens = NameTokens.Of(searchPath);
        var path = new HashSet<string>(StringComparer.Ordinal);
        while (!tokens.AtEnd)
        {
            if (tokens.TakeIdentifier() is { } schema) path.Add(schema);
            else tokens.Skip(1);
        }

        return path;
    }
}

/// <summary>A place where a body names something that is gone.</summary>
/// <param name="Object">Kind and name of what is gone.</param>
/// <param name="Text">The name as it stands there.</param>
/// <param name="Line">The line of the body, from 1.</param>
/// <param name="IsCertain">False inside strings, which may be dynamic SQL or only words, and where another thing of that name may be meant.</param>
public sealed record BodyMention(string Object, string Text, int Line, bool IsCertain)
{
    /// <summary>Whether it stands in a string, where no checker looks.</summary>
    public bool InString { get; init; }
}
