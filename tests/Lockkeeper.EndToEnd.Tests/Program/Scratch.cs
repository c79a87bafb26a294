namespace Lockkeeper.EndToEnd.Tests.Program;

/// <summary>A folder of one test, removed with all that is in it.</summary>
internal sealed class Scratch : IDisposable
{
    public Scratch()
    {
        Folder = Directory.CreateTempSubdirectory("lk-e2e-").FullName;
        // As root, the throwaway server of a run works as another user, who must get to its folder in here.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Folder, File.GetUnixFileMode(Folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public string Folder { get; }

    public string Below(string name) => Path.Combine(Folder, name);

    /// <summary>Makes a folder that everybody may use.</summary>
    public string SharedFolder(string name)
    {
        var path = Directory.CreateDirectory(Below(name)).FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
        return path;
    }

    public string Write(string name, string text)
    {
        var path = Below(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a program that a shell runs.</summary>
    public string WriteScript(string name, string script)
    {
        var path = Write(name, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>A migrations folder: the product's own, as far as they are wanted.</summary>
    public string CopyMigrations(int count = int.MaxValue)
    {
        var folder = Directory.CreateDirectory(Below("migrations")).FullName;
        foreach (var name in Repository.MigrationNames.Take(count))
            File.Copy(Path.Combine(Repository.Migrations, name), Path.Combine(folder, name));
        return folder;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
