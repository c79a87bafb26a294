using System.Text.Json;
using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Backup;
using Lockkeeper.Supabase;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Deploying;

/// <summary>A Supabase-like production with rows, its backup, and what happens to that.</summary>
internal sealed class ProofScene : IAsyncDisposable
{
    private const string Rows = """
        create schema documents;
        create table documents.kept (id bigint generated always as identity primary key, state varchar(20) check (state in ('new', 'done')), body jsonb);
        insert into documents.kept (state, body) select 'new', jsonb_build_object('n', i) from generate_series(1, 1000) i;
        alter table documents.kept enable row level security;
        create policy mine on documents.kept for select to authenticated using (state in ('new', 'done'));
        create table documents.parts (at date, n int) partition by range (at);
        create table documents.parts_old partition of documents.parts for values from (minvalue) to ('2026-01-01');
        create table documents.parts_new partition of documents.parts for values from ('2026-01-01') to (maxvalue);
        insert into documents.parts select date '2025-12-25' + i, i from generate_series(1, 20) i;
        create materialized view documents.summary as select count(*) from documents.kept;
        insert into auth.users (id, email) select gen_random_uuid(), 'user' || i || '@example.org' from generate_series(1, 50) i;
        insert into storage.buckets (id, name, public) values ('documents', 'documents', false);
        create extension if not exists citext;
        """;

    private ProofScene(DeployScene deploy) => Deploy = deploy;

    public DeployScene Deploy { get; }

    public static async Task<ProofScene> CreateAsync(PostgresFixture server, string sql = "")
    {
        var database = await server.CreateDatabaseAsync("proof_template", async empty =>
        {
            await using (var connection = await empty.OpenAsync()) await SupabaseBaseline.ApplyAsync(connection, CancellationToken.None);
            await empty.ExecuteAsync(Rows);
        });
        var scene = new DeployScene(database);
        if (sql.Length > 0) await scene.RunAsync(sql);
        scene.File("20240101000000_first.sql", "select 1;").Options.Argument("environment", "production").Argument("rehearsal", "full");
        return new ProofScene(scene);
    }

    /// <summary>How much of the backup is restored from now on.</summary>
    public ProofScene Rehearsing(string mode)
    {
        Deploy.Options.Argument("rehearsal", mode);
        return this;
    }

    /// <summary>Runs the phase.</summary>
    public Task<(DeployFailure? Failure, Reports.DeploymentReport Report)> BackUpAsync() => Deploy.DeployAsync("Backup", Phase.Backup);

    /// <summary>A backup that was not proven when it was taken; what is proven later is what VerifyBackup is told.</summary>
    public async Task<string> TakenAsync()
    {
        Rehearsing("off");
        var (failure, report) = await BackUpAsync();
        failure.Should().BeNull();
        Rehearsing("full");
        return report.Backup!.Path;
    }

    /// <summary>The same, verified from its folder.</summary>
    public Task<BackupEvidence> VerifyAsync(string? folder)
    {
        if (folder is not null) Deploy.Options.Argument("backup", folder);
        return new BackupVerification(Deploy.Options.Resolve("VerifyBackup"), Deploy.Services()).RunAsync(CancellationToken.None);
    }

    public async Task<DeployFailure> RefusedAsync(string? folder) =>
        (await FluentActions.Awaiting(() => VerifyAsync(folder)).Should().ThrowExactlyAsync<DeployFailure>()).Which;

    /// <summary>Writes a backup's manifest and catalog anew, so that all hashes are right and only the content is not.</summary>
    public static async Task ForgeAsync(string folder, Func<BackupManifest, BackupManifest> manifest, Func<CatalogSnapshot, CatalogSnapshot>? catalog = null)
    {
        var stored = await StoredBackup.OpenAsync(folder, CancellationToken.None);
        var forged = catalog?.Invoke(stored.Catalog) ?? stored.Catalog;
        await BackupCatalog.WriteAsync(folder, forged, CancellationToken.None);
        var written = manifest(stored.Manifest) with { Fingerprint = Fingerprint.Of(forged), Files = await BackupManifest.HashAsync(folder, CancellationToken.None) };
        await written.WriteAsync(folder, CancellationToken.None);
    }

    /// <summary>
    /// The folders of this process's throwaway servers, that of the tests left out. Whatever starts one is in the collection "Throwaway servers", so that
    /// nobody counts another test's.
    /// </summary>
    public static IReadOnlyList<string> Throwaways(PostgresFixture server) =>
    [
        .. new[] { Path.GetTempPath(), "/tmp" }.Distinct(StringComparer.Ordinal)
            .SelectMany(place => Directory.EnumerateDirectories(place, "lockkeeper-*"))
            .Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)
            .Where(folder => IsOurs(folder) && !string.Equals(folder, server.Cluster.Folder, StringComparison.Ordinal)),
    ];

    public ValueTask DisposeAsync() => Deploy.DisposeAsync();

    // One that is being removed at this moment has lost its file already.
    private static bool IsOurs(string folder)
    {
        try
        {
            using var owner = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "owner.json")));
            return owner.RootElement.GetProperty("Process").GetProperty("Pid").GetInt32() == Environment.ProcessId;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
