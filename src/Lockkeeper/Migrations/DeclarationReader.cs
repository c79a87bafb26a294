using System.Text;
using Lockkeeper.Contracts;
using Lockkeeper.Contracts.Names;

namespace Lockkeeper.Migrations;

/// <summary>Reads what follows the colon of a declaration: objects, separated by commas.</summary>
internal static class DeclarationReader
{
    private const string Example = "Write for instance \"-- removes: table public.users\"";

    /// <summary>Adds the objects that a value names, or problems.</summary>
    /// <param name="value">What follows the colon.</param>
    /// <param name="losesData">Whether tables are meant, which need no kind.</param>
    /// <param name="line">The line of the file.</param>
    /// <param name="found">Takes the objects.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static void Read(string value, bool losesData, int line, List<Declaration> found, List<SqlProblem> problems)
    {
        foreach (var words in Objects(value))
        {
            if (words.Count == 0)
                problems.Add(new(line, "The declaration names no object.", $"{Example}, or delete the line."));
            else if (losesData)
                Add(Join(Folded(words.Skip(words.Count > 1 && Is(words[0], "table") ? 1 : 0))), Declared.DataName, words);
            else if (ObjectKinds.Of([.. words.Select(w => w.Text)]) is { } kind)
                Add(Text(kind, words), ObjectName.Parse, kind.Shape == NameShape.Operator ? [] : words);
            else
                problems.Add(new(line, $"\"{Join(words)}\" does not begin with a known kind of object.", $"{Example}; kinds are: {ObjectKinds.All}."));
        }

        void Add(string text, Func<string, ObjectName?> read, List<Word> words)
        {
            if (HasWildcard(words))
                problems.Add(new(line, $"\"{text}\" has a wildcard.", "Name each object: wildcards are only for contract.preserves in lockkeeper.yaml."));
            else if (read(text) is null)
                problems.Add(new(line, $"\"{text}\" cannot be read as a name.", "Write it as the DROP or ALTER command of its kind takes it."));
            else
                found.Add(new(text, line));
        }
    }

    private static string Text(ObjectKind kind, List<Word> words)
    {
        var rest = words.Skip(kind.Words.Length);
        return $"{Join(Folded(words.Take(kind.Words.Length)))} {Join(kind.Shape == NameShape.Text ? rest : Folded(rest))}";
    }

    // An aggregate without arguments is called with a star.
    private static bool HasWildcard(List<Word> words) =>
        words.Where((w, i) => w.Kind == SqlTokenKind.Operator && w.Text.Contains('*', StringComparison.Ordinal) && (i == 0 || words[i - 1].Text is not "(")).Any();

    private static bool Is(Word word, string text) => string.Equals(word.Text, text, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Word> Folded(IEnumerable<Word> words) =>
        words.Select(w => w.Kind == SqlTokenKind.Word ? w with { Text = Identifier.Fold(w.Text) } : w);

    /// <summary>The value's tokens, cut at commas outside parentheses.</summary>
    private static List<List<Word>> Objects(string value)
    {
        var objects = new List<List<Word>> { new() };
        var utf8 = Encoding.UTF8.GetBytes(value);
        var scanner = new SqlScanner(utf8);
        var depth = 0;
        while (scanner.Read() && scanner.Token.Kind != SqlTokenKind.Comment)
        {
            var token = scanner.Token;
            var text = Encoding.UTF8.GetString(utf8.AsSpan(token.Start, token.End - token.Start));
            depth += text switch { "(" => 1, ")" => -1, _ => 0 };
            if (depth == 0 && text is ",")
                objects.Add([]);
            else if (text is not ";")
                objects[^1].Add(new(token.Kind, text));
        }
        return objects;
    }

    /// <summary>One space between words and after commas, none elsewhere.</summary>
    private static string Join(IEnumerable<Word> words)
    {
        var text = new StringBuilder();
        var previous = "";
        foreach (var (_, word) in words)
        {
            var separated = previous is "," or ":" || ((IsName(previous) || previous is ")" or "]") && IsName(word));
            text.Append(separated ? " " : "").Append(word);
            previous = word;
        }
        return text.ToString();
    }

    private static bool IsName(string word) => word.Length > 0 && (char.IsLetterOrDigit(word[0]) || word[0] is '_' or '"' or '\'' or '$');

    private readonly record struct Word(SqlTokenKind Kind, string Text);
}
