using System.Text;
using System.Text.RegularExpressions;

namespace Lockkeeper.Migrations;

/// <summary>How a header is read.</summary>
public sealed partial record ContractHeader
{
    /// <summary>Reads the declarations in the comments before the first statement.</summary>
    public static (ContractHeader Header, IReadOnlyList<SqlProblem> Problems) Parse(string sql) => Parse(Encoding.UTF8.GetBytes(sql));

    /// <summary>Reads the declarations in the comments before the first statement of a UTF-8 file.</summary>
    public static (ContractHeader Header, IReadOnlyList<SqlProblem> Problems) Parse(ReadOnlySpan<byte> utf8)
    {
        var (removes, alters, loses) = (new List<Declaration>(), new List<Declaration>(), new List<Declaration>());
        var problems = new List<SqlProblem>();
        var scanner = new SqlScanner(utf8);
        var lines = new LineCounter(utf8);
        scanner.MoveTo(SqlSpace.SkipForward(utf8, 0));
        while (scanner.Read() && scanner.Token.Kind == SqlTokenKind.Comment)
        {
            var comment = Encoding.UTF8.GetString(utf8[scanner.Token.Start..scanner.Token.End]);
            var match = DeclarationPattern().Match(comment);
            if (!match.Success)
                continue;
            var losesData = match.Groups["loses"].Success;
            var list = losesData ? loses : match.Groups["removes"].Success ? removes : alters;
            DeclarationReader.Read(match.Groups["value"].Value, losesData, lines.LineOf(scanner.Token.Start), list, problems);
        }
        RefuseLate(utf8, ref scanner, ref lines, problems);
        return (new ContractHeader(removes, alters, loses), problems);
    }

    // Among the statements nobody would look for it: to ignore it there would be to lose it.
    private static void RefuseLate(ReadOnlySpan<byte> utf8, ref SqlScanner scanner, ref LineCounter lines, List<SqlProblem> problems)
    {
        while (scanner.Read())
        {
            var token = scanner.Token;
            if (token.Kind != SqlTokenKind.Comment || !DeclarationPattern().IsMatch(Encoding.UTF8.GetString(utf8[token.Start..token.End])))
                continue;
            problems.Add(new(
                lines.LineOf(token.Start),
                "Declarations belong before the first statement.",
                "Move the line to the head of the file; a comment that is none must not begin like one."));
        }
    }

    [GeneratedRegex(
        @"^--+\s*((?<removes>removes?)|(?<alters>alters?)|(?<loses>loses?[\s_-]*data))\s*:(?<value>.*)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex DeclarationPattern();
}
