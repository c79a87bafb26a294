using Lockkeeper.Postgres.Tools;

namespace Lockkeeper.Postgres.Tests.Tools;

/// <summary>A folder of small scripts that pass for PostgreSQL's programs.</summary>
internal sealed class FakeTools : IDisposable
{
    public FakeTools() => Folder = Directory.CreateTempSubdirectory("lk-fake-tools-").FullName;

    public string Folder { get; }

    public ToolSearch AsPgBin => new(Folder, [], []);

    /// <summary>A pg_dump that tells this version, and otherwise runs the script.</summary>
    public FakeTools PgDump(string version, string script = "exit 0", string below = "")
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, below)).FullName;
        var file = Path.Combine(folder, "pg_dump");
        File.WriteAllText(file, $"#!/bin/sh\nif [ \"$1\" = --version ]; then echo 'pg_dump (PostgreSQL) {version}'; exit 0; fi\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this;
    }

    public string Below(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
