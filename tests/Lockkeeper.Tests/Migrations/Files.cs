using System.Text;
using Lockkeeper.Migrations;

namespace Lockkeeper.Tests.Migrations;

/// <summary>Short ways to write folders and histories.</summary>
internal static class Files
{
    public static MigrationSource Source(string fileName, string sql) => new(fileName, Encoding.UTF8.GetBytes(sql));

    public static MigrationFolder Folder(params (string FileName, string Sql)[] files) =>
        MigrationFolder.From("migrations", [.. files.Select(f => Source(f.FileName, f.Sql))]);

    public static HistoryRow Row(string version, string? name, params string[]? statements) => new(version, name, statements);
}
