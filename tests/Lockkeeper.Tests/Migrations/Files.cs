using System.Text;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;

namespace Lockkeeper.Tests.Migrations;

/// <summary>Short ways to write folders and histories.</summary>
internal static class Files
{
    public static MigrationSource Source(string fileName, string sql) => new(fileName, Encoding.UTF8.GetBytes(sql));

    public static MigrationFolder Folder(params (string FileName, string Sql)[] files) =>
        MigrationFolder.From("migrations", [.. files.Select(f => Source(f.FileName, f.Sql))]);

    /// <summary>What is wrong with the folder and inside all its files.</summary>
    public static IReadOnlyList<Problem> Problems(this MigrationFolder folder) => folder.Refusal(folder.Migrations)?.Problems ?? [];

    public static HistoryRow Row(string version, string? name, params string[]? statements) => new(version, name, statements);
}
