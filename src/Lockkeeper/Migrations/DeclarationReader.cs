using System.Text;

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
                found.Add(new(Join(words.Skip(string.Equals(words[0], "table", StringComparison.Ordinal) && words.Count > 1 ? 1 : 0)), line));
            else if (ObjectKinds.Match(words) is > 0 and var length)
                found.Add(new($"{string.Join(' ', words.Take(length))} {Join(words.Skip(length))}", line));
            else
                problems.Add(new(line, $"\"{Join(words)}\" does not begin with a known kind of object.", $"{Example}; kinds are: {ObjectKinds.All}."));
        }
    }

    /// <summary>The value's tokens, cut at commas outside parentheses; what is not quoted is in lower case, as PostgreSQL has it.</summary>
    private static List<List<string>> Objects(string value)
    {
        var objects = new List<List<string>> { new() };
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
                objects[^1].Add(token.Kind == SqlTokenKind.Word ? text.ToLowerInvariant() : text);
        }
        return objects;
    }

    /// <summary>One space between words and after commas, none elsewhere.</summary>
    private static string Join(IEnumerable<string> words)
    {
        var text = new StringBuilder();
        var previous = "";
        foreach (var word in words)
        {
            var separated = previous is "," || ((IsName(previous) || previous is ")" or "]") && IsName(word));
            text.Append(separated ? " " : "").Append(word);
            previous = word;
        }
        return text.ToString();
    }

    private static bool IsName(string word) => word.Length > 0 && (char.IsLetterOrDigit(word[0]) || word[0] is '_' or '"' or '\'' or '$');
}
