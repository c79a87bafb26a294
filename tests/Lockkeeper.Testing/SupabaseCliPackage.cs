using Lockkeeper.Processes;

namespace Lockkeeper.Testing;

/// <summary>The real Supabase CLI from npm, installed once below the repository's artifacts.</summary>
public static class SupabaseCliPackage
{
    /// <summary>The version that is installed.</summary>
    public const string Version = "3.1.0";

    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    /// <summary>Why tests that need it are skipped; null when they run, or when they must fail.</summary>
    public static string? SkipReason =>
        Postgres.SkipReason ?? (Postgres.IsCi || Programs.Find("npm") is not null ? null : "npm is not installed, so there is no Supabase CLI.");

    /// <summary>The full path of the program.</summary>
    public static Task<string> ProgramAsync() => Installed.Value;

    private static async Task<string> InstallAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root(AppContext.BaseDirectory), "artifacts", "npm", $"supabase-{Version}")).FullName;
        // Test projects may run at the same time: whoever is first installs, the others wait for the file.
        await using var turn = await TurnAsync(Path.Combine(folder, "installing"));
        var bin = Path.Combine(folder, "node_modules", ".bin");
        if (Programs.FindIn(bin, "supabase") is { } there)
            return there;
        // Its scripts only fetch what comes as a package of its own anyway.
        var npm = new ChildCommand("npm", ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", $"supabase@{Version}"])
        {
            Deadline = TimeSpan.FromMinutes(5),
        };
        await ChildProcess.RunAsync(npm, CancellationToken.None);
        return Programs.FindIn(bin, "supabase") ?? throw new InvalidOperationException("npm installed no Supabase CLI.");
    }

    private static async Task<FileStream> TurnAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            }
        }
    }

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "Lockkeeper.slnx"))
            ? folder
            : Root(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests run from within the repository."));
}
