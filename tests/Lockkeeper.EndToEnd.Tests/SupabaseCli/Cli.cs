using System.Text.Json.Nodes;
using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Processes;

namespace Lockkeeper.EndToEnd.Tests.SupabaseCli;

/// <summary>The real Supabase CLI, installed once below the repository's artifacts.</summary>
internal sealed class Cli
{
    private const string Version = "3.1.0";

    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "npm", $"supabase-{Version}");

    private readonly Scratch _scratch;
    private readonly Production _production;

    private Cli(Scratch scratch, Production production) => (_scratch, _production) = (scratch, production);

    private static string Script => Path.Combine(Folder, "node_modules", "supabase", "dist", "supabase.js");

    /// <summary>The CLI over some of the product's migrations and a database.</summary>
    public static async Task<Cli> OverAsync(Scratch scratch, Production production, int migrations)
    {
        await InstallAsync();
        var folder = Directory.CreateDirectory(scratch.Below("project/supabase/migrations")).FullName;
        foreach (var name in Repository.MigrationNames.Take(migrations))
            File.Copy(Path.Combine(Repository.Migrations, name), Path.Combine(folder, name));
        scratch.Write("project/supabase/config.toml", "project_id = \"lockkeeper\"\n");
        return new Cli(scratch, production);
    }

    /// <summary>Runs a command and returns what it says as JSON.</summary>
    public async Task<JsonNode> RunAsync(params string[] arguments)
    {
        var home = Directory.CreateDirectory(_scratch.Below("home")).FullName;
        var address = _production.Address;
        var command = new ChildCommand(
            "node",
            [Script, .. arguments, "--remote=postgresql://", $"--workdir={_scratch.Below("project")}", "--output-format=json", "--yes"])
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["PGHOST"] = address.Host, ["PGPORT"] = $"{address.Port}", ["PGUSER"] = address.Username, ["PGDATABASE"] = address.Database,
                ["PGPASSWORD"] = address.Password, ["PGSSLMODE"] = "disable", ["HOME"] = home,
                ["SUPABASE_TELEMETRY_DISABLED"] = "1", ["DO_NOT_TRACK"] = "1", ["SUPABASE_NO_UPDATE_NOTIFIER"] = "1",
            },
            Deadline = TimeSpan.FromMinutes(2),
        };
        return JsonNode.Parse((await ChildProcess.RunAsync(command, CancellationToken.None)).StandardOutput)!;
    }

    // Its scripts only fetch what comes as a package of its own anyway.
    private static async Task InstallAsync()
    {
        await Gate.WaitAsync();
        try
        {
            if (File.Exists(Script)) return;
            Directory.CreateDirectory(Folder);
            await ChildProcess.RunAsync(
                new ChildCommand("npm", ["install", "--prefix", Folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", $"supabase@{Version}"])
                {
                    Deadline = TimeSpan.FromMinutes(5),
                },
                CancellationToken.None);
        }
        finally
        {
            Gate.Release();
        }
    }
}
