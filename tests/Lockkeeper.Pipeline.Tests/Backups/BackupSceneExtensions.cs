using System.Security.Cryptography;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Backup;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Processes;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Pipeline.Tests.Backups;

/// <summary>What tests of backups do with a project.</summary>
internal static class BackupSceneExtensions
{
    public const string Rows = "create schema documents; create table documents.kept (id bigint primary key, body text); insert into documents.kept select i, md5(i::text) from generate_series(1, 1000) i";

    /// <summary>A project whose production has these rows, and that takes backups of it.</summary>
    public static async Task<DeployScene> SceneAsync(this PostgresFixture server, string sql = Rows, TimeProvider? time = null)
    {
        var scene = await DeployScene.CreateAsync(server, sql, time);
        scene.File("20240101000000_first.sql", "select 1;").Options.Argument("environment", "production");
        return scene;
    }

    public static Task<(DeployFailure? Failure, Reports.DeploymentReport Report)> BackUpAsync(this DeployScene scene) => scene.DeployAsync("Backup", Phase.Backup);

    /// <summary>A backup that succeeds, proven when it is asked for.</summary>
    public static async Task<string> TakenAsync(this DeployScene scene, bool proven = false)
    {
        scene.Options.Argument("rehearsal", proven ? "full" : "off");
        var (failure, report) = await scene.BackUpAsync();
        failure.Should().BeNull();
        return report.Backup!.Path;
    }

    /// <summary>The events of the newest deployment's ledger.</summary>
    public static IReadOnlyList<LedgerEvent> Ledger(this DeployScene scene) =>
        [.. LedgerFile.Read(DeploymentFolder.Open(scene.Artifacts, id: null)).Entries.Select(e => e.Event)];

    /// <summary>A copy of a backup, as if it had been taken that many days earlier by another deployment.</summary>
    public static async Task<string> OlderAsync(this DeployScene scene, string backup, int days, bool proven = true, Func<BackupManifest, BackupManifest>? change = null)
    {
        var folder = Path.Combine(scene.Artifacts, "deployments", $"202401{31 - days:00}T000000Z-production-0000{days:00}", "backup");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(backup)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await ProofScene.ForgeAsync(folder, m => (change ?? (same => same))(m with { TakenAt = m.TakenAt - TimeSpan.FromDays(days) }));
        File.Delete(Path.Combine(folder, "proof.json"));
        if (proven)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, "manifest.json"))));
            await File.WriteAllTextAsync(Path.Combine(folder, "proof.json"), $$"""{ "manifest": "{{hash}}", "provenAt": "2024-01-01T00:00:00+00:00", "lockkeeper": "0.1.0" }""");
        }

        return folder;
    }

    /// <summary>A session that keeps everybody from a table, until it is disposed.</summary>
    public static async Task<NpgsqlConnection> HoldAsync(this DeployScene scene, string table)
    {
        var settings = scene.Options.Resolve("Backup").Database!;
        settings.Pooling = false;
        settings.ApplicationName = "holder";
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"begin; lock table {table} in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Everything below the artifacts that could be taken for a part of a backup.</summary>
    public static IEnumerable<string> Remains(this DeployScene scene) =>
        Directory.EnumerateFileSystemEntries(scene.Artifacts, "*", SearchOption.AllDirectories)
            .Where(p => p.Contains("backup", StringComparison.Ordinal) || p.EndsWith(".dat", StringComparison.Ordinal));

    /// <summary>The processes whose command line has both words.</summary>
    public static IReadOnlyList<int> Processes(string one, string other) =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), out _)
           let line = CommandLine(folder)
           where line.Contains(one, StringComparison.Ordinal) && line.Contains(other, StringComparison.Ordinal)
           select int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture),
    ];

    /// <summary>A process of long ago, as an owner file names it.</summary>
    public static string DeadOwner() => System.Text.Json.JsonSerializer.Serialize(ProcessIdentity.Current() with { Started = "0" }, Web);

    public static string LivingOwner() => System.Text.Json.JsonSerializer.Serialize(ProcessIdentity.Current(), Web);

    private static readonly System.Text.Json.JsonSerializerOptions Web = new(System.Text.Json.JsonSerializerDefaults.Web);

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
