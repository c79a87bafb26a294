using System.Security.Cryptography;
using Lockkeeper.Processes;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.SupabaseJs;

/// <summary>
/// Supabase's own client from npm, in the version that package-lock.json names, installed once below the repository's artifacts. Node's test
/// runner runs the scripts beside it against the local services.
/// </summary>
internal static class OfficialClient
{
    private static readonly string Repository = Path.GetDirectoryName(ProductMigrations.Folder)!;
    private static readonly string Sources = Path.Combine(Repository, "tests", "Lockkeeper.Supabase.Tests", "LocalSupabase", "SupabaseJs", "client");
    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    /// <summary>Runs a script and gives what its tests are called. All of them passed.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(LocalProject project, string script)
    {
        var folder = await Installed.Value;
        var node = new ChildCommand("node", ["--test", "--test-reporter=tap", script])
        {
            WorkingDirectory = folder,
            Deadline = TimeSpan.FromMinutes(2),
            AlsoExpected = [1],
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["LOCAL_SUPABASE_URL"] = project.Services.Address.AbsoluteUri,
                ["LOCAL_SUPABASE_PUBLISHABLE_KEY"] = project.Services.PublishableKey,
                ["LOCAL_SUPABASE_SECRET_KEY"] = project.Services.SecretKey,
                // A proxy is not asked for loopback.
                ["NO_PROXY"] = "127.0.0.1",
            },
        };
        var result = await ChildProcess.RunAsync(node, CancellationToken.None);
        result.ExitCode.Should().Be(0, $"{result.StandardOutput}\n{result.StandardError}");
        return [.. result.StandardOutput.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("ok ", StringComparison.Ordinal)).Select(line => line.Split(" - ", 2)[^1])];
    }

    // Whoever is first puts the whole folder in place; a run that was killed leaves one behind that nobody takes for it.
    private static async Task<string> InstallAsync()
    {
        var version = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Sources, "package-lock.json"))))[..12];
        var folder = Path.Combine(Repository, "artifacts", "npm", $"supabase-js-{version}");
        if (!Directory.Exists(folder))
        {
            var fresh = Directory.CreateDirectory($"{folder}.{Guid.NewGuid():N}").FullName;
            Copy("package*.json", fresh);
            await ChildProcess.RunAsync(
                new ChildCommand("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = fresh, Deadline = TimeSpan.FromMinutes(5) },
                CancellationToken.None);
            try
            {
                Directory.Move(fresh, folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                Directory.Delete(fresh, recursive: true);
            }
        }

        Copy("*.mjs", folder);
        return folder;
    }

    private static void Copy(string pattern, string folder)
    {
        foreach (var file in Directory.GetFiles(Sources, pattern)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
    }
}
