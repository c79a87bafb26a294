using System.Text.RegularExpressions;
using Lockkeeper.Failures;
using Lockkeeper.Processes;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>Brings the other programs along; what cannot be had is told as absent and left out.</summary>
/// <param name="folder">Where npm installs to.</param>
/// <param name="tell">Told in words.</param>
internal sealed partial class PeerPrograms(string folder, Action<string> tell)
{
    // Liquibase's package holds the program itself only up to version 4.
    private static readonly string[] Packages = ["dbmate@2.36.0", "supabase@3.1.0", "node-pg-migrate@9.0.0", "pg@8", "liquibase@4.28.1"];

    /// <summary>Those that run here, with their versions.</summary>
    public async Task<IReadOnlyList<Peer>> FindAsync(CancellationToken token)
    {
        await InstallAsync(token);
        var modules = Path.Combine(folder, "node_modules");
        var platform = $"linux-{(System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x64")}";
        List<(Peer Peer, string[] Ask)> known =
        [
            (new PsqlOnce("psql"), ["--version"]),
            (new PsqlLoop("psql"), ["-c", "psql --version"]),
            (new DbmatePeer(Path.Combine(modules, "@dbmate", platform, "bin", "dbmate")), ["--version"]),
            (new NodePgMigratePeer(Path.Combine(modules, "node-pg-migrate", "bin", "node-pg-migrate.js")),
                ["-p", $"require('{Path.Combine(modules, "node-pg-migrate", "package.json")}').version"]),
            (new SupabasePeer(Path.Combine(modules, "@supabase", $"cli-{platform}", "bin", "supabase")), ["--version"]),
            (new LiquibasePeer(Path.Combine(modules, "liquibase", "dist", "liquibase", "liquibase")), ["--version"]),
            (new SqitchPeer(), ["--version"]),
        ];
        var found = new List<Peer>();
        foreach (var (peer, ask) in known)
        {
            if (await VersionAsync(peer.Program, ask, token) is { } version) found.Add(peer with { Version = version });
            else tell($"{peer.Name} is not here: it is left out");
        }

        return found;
    }

    private async Task InstallAsync(CancellationToken token)
    {
        Directory.CreateDirectory(folder);
        var stamp = Path.Combine(folder, "installed");
        var wanted = string.Join(' ', Packages);
        if (File.Exists(stamp) && string.Equals(await File.ReadAllTextAsync(stamp, token), wanted, StringComparison.Ordinal)) return;
        tell($"npm install {wanted}");
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), "{ \"private\": true }", token);
        try
        {
            await ChildProcess.RunAsync(
                new ChildCommand("npm", ["install", "--no-audit", "--no-fund", .. Packages]) { WorkingDirectory = folder, Deadline = TimeSpan.FromMinutes(5) }, token);
            await File.WriteAllTextAsync(stamp, wanted, token);
        }
        catch (Exception e) when (e is DeployFailure or ChildProcessFailure)
        {
            tell(e.Message);
        }
    }

    private static async Task<string?> VersionAsync(string program, string[] arguments, CancellationToken token)
    {
        try
        {
            var result = await ChildProcess.RunAsync(new ChildCommand(program, arguments) { Deadline = TimeSpan.FromMinutes(1) }, token);
            // Liquibase tells much before it tells its version.
            var text = result.StandardOutput;
            return Number().Match(text, Math.Max(0, text.LastIndexOf("Version:", StringComparison.Ordinal))) is { Success: true } match ? match.Value : "?";
        }
        catch (Exception e) when (e is DeployFailure or ChildProcessFailure)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\d+(\.\d+)+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
