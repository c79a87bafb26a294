using System.Text;

namespace Lockkeeper.Migrations;

/// <summary>The beginning of a statement, for messages.</summary>
internal static class Excerpt
{
    private const int Length = 80;

    /// <summary>The first characters of the code in one line, ending before a word such as PASSWORD so that no secret is ever shown.</summary>
    public static string Of(string sql)
    {
        var utf8 = Encoding.UTF8.GetBytes(sql.Length <= Length * 100 ? sql : sql[..(Length * 100)]);
        var scanner = new SqlScanner(utf8);
        var text = new StringBuilder();
        var end = 0;
        while (text.Length <= Length && scanner.Read())
        {
            var token = scanner.Token;
            if (token.Kind == SqlTokenKind.Comment)
                continue;
            var word = Encoding.UTF8.GetString(utf8.AsSpan(token.Start, token.End - token.Start));
            if (SecretWords.AreIn(word))
                return $"{text} …";
            text.Append(text.Length > 0 && token.Start > end ? " " : "").Append(word.ReplaceLineEndings(" "));
            end = token.End;
        }
        return text.Length <= Length ? text.ToString() : $"{text.ToString(0, Length)}…";
    }
}
