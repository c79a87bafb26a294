using System.Text;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;

namespace Lockkeeper.Supabase.SupabaseCli;

/// <summary>What the CLI would not apply as one transaction although the server would.</summary>
public static class CliRules
{
    private static ReadOnlySpan<byte> Cluster => "cluster"u8;

    /// <summary>Refuses files that the CLI 3.1.0 would commit in parts.</summary>
    /// <exception cref="DeployFailure">Refused: all such files, each with its line.</exception>
    public static void Require(IReadOnlyList<Migration> pending)
    {
        ArgumentNullException.ThrowIfNull(pending);
        var problems = pending.SelectMany(Split).ToList();
        if (problems.Count > 0)
        {
            throw DeployFailure.Refused(
                FailureCode.MigrationFolder,
                "The Supabase CLI would apply these files in parts, so that a failure could leave half of one behind:",
                problems,
                "Split the files, or leave --engine out; nothing was touched.");
        }
    }

    // It takes CLUSTER of one table for a statement that needs to be outside of transactions, and commits what stands before it.
    private static IEnumerable<Problem> Split(Migration migration)
    {
        var code = migration.Statements.Where(s => s.Kind != SqlStatementKind.Comment).ToList();
        return code.Count == 1
            ? []
            : code.Where(IsCluster).Select(s => new Problem(
                $"{migration.FileName}:{s.CodeLine}", "CLUSTER stands beside other statements.", "Move it to a file of its own."));
    }

    private static bool IsCluster(SqlStatement statement)
    {
        var code = statement.Utf8.Span[statement.CodeOffset..];
        return code.Length > Cluster.Length && Ascii.EqualsIgnoreCase(code[..Cluster.Length], Cluster) && !char.IsAsciiLetterOrDigit((char)code[Cluster.Length])
            && code[Cluster.Length] is not ((byte)'_' or (byte)'$' or >= 0x80);
    }
}
