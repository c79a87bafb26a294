using System.Text.Json.Nodes;
using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Processes;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.SupabaseCli;

/// <summary>The real Supabase CLI as a person would run it.</summary>
internal sealed class Cli
{
    private readonly Scratch _scratch;
    private readonly Production _production;

    private readonly string _program;

    private Cli(Scratch scratch, Production production, string program) => (_scratch, _production, _program) = (scratch, production, program);

    /// <summary>The CLI over some of the product's migrations and a database.</summary>
    public static async Task<Cli> OverAsync(Scratch scratch, Production production, int migrations)
    {
        var folder = Directory.CreateDirectory(scratch.Below("project/supabase/migrations")).FullName;
        foreach (var name in Repository.MigrationNames.Take(migrations))
            File.Copy(Path.Combine(Repository.Migrations, name), Path.Combine(folder, name));
        scratch.Write("project/supabase/config.toml", "project_id = \"lockkeeper\"\n");
        return new Cli(scratch, production, await SupabaseCliPackage.ProgramAsync());
    }

    /// <summary>Runs a command and returns what it says as JSON.</summary>
    public async Task<JsonNode> RunAsync(params string[] arguments)
    {
        var home = Directory.CreateDirectory(_scratch.Below("home")).FullName;
        var address = _production.Address;
        var command = new ChildCommand(
            _program,
            [.. arguments, "--remote=postgresql://", $"--workdir={_scratch.Below("project")}", "--output-format=json", "--yes"])
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["PGHOST"] = address.Host,
                ["PGPORT"] = $"{address.Port}",
                ["PGUSER"] = address.Username,
                ["PGDATABASE"] = address.Database,
                ["PGPASSWORD"] = address.Password,
                ["PGSSLMODE"] = "disable",
                ["HOME"] = home,
                ["SUPABASE_TELEMETRY_DISABLED"] = "1",
                ["DO_NOT_TRACK"] = "1",
                ["SUPABASE_NO_UPDATE_NOTIFIER"] = "1",
            },
            Deadline = TimeSpan.FromMinutes(2),
        };
        return JsonNode.Parse((await ChildProcess.RunAsync(command, CancellationToken.None)).StandardOutput)!;
    }
}
