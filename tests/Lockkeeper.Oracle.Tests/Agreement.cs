using System.Text;
using Lockkeeper.Migrations;

namespace Lockkeeper.Oracle.Tests;

/// <summary>Compares our statements with PostgreSQL's.</summary>
internal static class Agreement
{
    /// <summary>Ours, without the comments that belong to no statement, which PostgreSQL does not count.</summary>
    public static IReadOnlyList<string> Ours(byte[] sql)
    {
        var script = SqlSplitter.Split(sql);
        script.Problems.Should().BeEmpty("the oracle finds no fault in\n{0}", Encoding.UTF8.GetString(sql));
        return [.. script.Statements.Where(s => s.Kind != SqlStatementKind.Comment).Select(s => s.Text)];
    }

    /// <summary>The oracle keeps the white space around a statement; we do not.</summary>
    public static IReadOnlyList<string> Trimmed(IReadOnlyList<string> statements) => [.. statements.Select(s => s.Trim(" \t\r\n\f".ToCharArray()))];

    /// <summary>Fails unless PostgreSQL's grammar sees the same statements, byte for byte.</summary>
    public static void OnValid(byte[] sql, string name)
    {
        var (statements, error) = PgQuery.SplitWithParser(sql);
        error.Should().BeNull("{0} should be valid:\n{1}", name, Encoding.UTF8.GetString(sql));
        Ours(sql).Should().Equal(Trimmed(statements), name);
    }
}
