using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Lockkeeper.Failures;

namespace Lockkeeper.Migrations;

/// <summary>The rules for one file of the migrations folder.</summary>
public static partial class MigrationFile
{
    /// <summary>What a file must be called, for people.</summary>
    public const string NameRule = "<14 digits>_<name>.sql, for instance 20250101000000_drop_public_users_tables.sql";

    private const int VersionDigits = 14;

    /// <summary>Whether a name counts as a migration at all; everything else in the folder is left alone.</summary>
    public static bool IsCandidate(string fileName) => fileName.EndsWith(".sql", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file; null where it cannot be one, and then the problem says why.</summary>
    public static (Migration? Migration, Problem? Problem) Read(MigrationSource source)
    {
        var name = FileNamePattern().Match(source.FileName);
        if (!name.Success)
            return (null, new(source.FileName, "The file's name does not begin with a version, or has no name behind it.", $"Call it {NameRule}."));
        if (!Utf8.IsValid(source.Content) || source.Content.AsSpan().Contains((byte)0))
        {
            return (null, new($"{source.FileName}:{LineOfBadText(source.Content)}", "The file is not UTF-8 text.",
                "Save it as UTF-8; iconv converts from other encodings."));
        }

        var script = SqlSplitter.Split(source.Content);
        var (header, headerProblems) = ContractHeader.Parse(source.Content);
        var problems = headerProblems.Concat(script.Problems).Concat(StatementProblems(script)).OrderBy(p => p.Line);
        var migration = new Migration(
            name.Groups["version"].Value,
            name.Groups["name"].Value,
            source.FileName,
            Convert.ToHexStringLower(SHA256.HashData(source.Content)),
            script.Statements,
            header)
        {
            RunsOutsideTransaction = script.Statements.Any(s => s.Kind == SqlStatementKind.OutsideTransaction),
            Problems = [.. VersionProblems(source.FileName, name.Groups["version"].Value), .. problems.Select(p => new Problem($"{source.FileName}:{p.Line}", p.What, p.Fix))],
        };
        return (migration, null);
    }

    // The Supabase CLI takes any digits, and orders them as text: 10 before 9. What it applied so must stay; what is pending can still be renamed.
    private static IEnumerable<Problem> VersionProblems(string fileName, string version)
    {
        if (version.Length != VersionDigits)
            yield return new(fileName, $"The version {version} is not one of {VersionDigits} digits: beside others it would not stand where it belongs.", $"Call it {NameRule}.");
    }

    private static IEnumerable<SqlProblem> StatementProblems(SqlScript script)
    {
        var code = script.Statements.Where(s => s.Kind != SqlStatementKind.Comment).ToList();
        if (code.Count == 0 && script.Problems.Count == 0)
            yield return new(1, "The file holds no statement.", "Write one, or delete the file if it was never applied anywhere.");
        var outside = code.Find(s => s.Kind == SqlStatementKind.OutsideTransaction);
        foreach (var statement in code)
        {
            if (statement.Kind == SqlStatementKind.TransactionControl)
                yield return Control(statement);
            else if (statement.Kind == SqlStatementKind.OutsideTransaction && code.Count > 1)
                yield return NotAlone(statement);
            else if (outside is not null && StatementCode.HeadOf(statement, 1) is [var first] && first.Is("lock"))
                yield return LocksNothing(statement, outside);
        }
        foreach (var problem in CommittingBlockRule.Find(code).Concat(EnumValueRule.Find(code)).Concat(SettingRule.Find(code)).Concat(UnnamedIndexRule.Find(code)))
            yield return problem;
    }

    private static SqlProblem LocksNothing(SqlStatement statement, SqlStatement outside) => new(
        statement.CodeLine,
        $"LOCK TABLE holds its lock to the end of a transaction, and with {outside.Command} this file has none.",
        $"Remove it, or move it to the file whose statements need the lock; {outside.Command} takes its own.");

    private static SqlProblem Control(SqlStatement statement) => statement.Command is "SET TRANSACTION"
        ? new(
            statement.CodeLine,
            "SET TRANSACTION must come first in a transaction, and the one in which a file is applied together with its history row is not the file's.",
            SettingRule.ControlFix)
        : new(
            statement.CodeLine,
            $"{statement.Command} would break the transaction in which every file is applied together with its history row.",
            "Remove it; a file is one transaction already.");

    private static SqlProblem NotAlone(SqlStatement statement) => new(
        statement.CodeLine,
        $"{statement.Command} cannot run inside a transaction, so it must be the only statement of its file.",
        "Move it to a file of its own, and what follows it to a third one.");

    private static int LineOfBadText(byte[] content)
    {
        var good = 0;
        while (good < content.Length && content[good] != 0
            && Rune.DecodeFromUtf8(content.AsSpan(good), out _, out var length) == OperationStatus.Done)
            good += length;
        return new LineCounter(content).LineOf(good);
    }

    [GeneratedRegex(@"^(?<version>[0-9]+)_(?<name>[^\p{Cc}/\\]+)\.sql\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileNamePattern();
}
