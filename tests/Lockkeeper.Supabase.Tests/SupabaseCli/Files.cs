using System.Text;
using Lockkeeper.Migrations;

namespace Lockkeeper.Supabase.Tests.SupabaseCli;

/// <summary>A folder of migrations on disk.</summary>
internal sealed class Files : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("lk-cli-").FullName;

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A program that a shell runs.</summary>
    public string Script(string name, string text)
    {
        var path = Write(name, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Reads the migrations that were written.</summary>
    public MigrationFolder Read() => MigrationFolder.From(
        Folder, [.. Directory.GetFiles(Folder, "*.sql").Select(path => new MigrationSource(Path.GetFileName(path), File.ReadAllBytes(path)))]);

    /// <summary>A folder with one migration.</summary>
    public MigrationFolder Of(string sql)
    {
        File.WriteAllBytes(Path.Combine(Folder, "20250101000000_one.sql"), Encoding.UTF8.GetBytes(sql));
        return Read();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
