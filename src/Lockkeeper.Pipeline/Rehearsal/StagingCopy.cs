using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Backup;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.VerifyEnv.Gates;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.Data;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Pipeline.Rehearsal;

/// <summary>
/// A backup of an environment, proven by restoring it; the restored copy is the target of the chain. The environment itself is read, and not
/// contacted any more once the copy is there.
/// </summary>
internal sealed class StagingCopy : IAsyncDisposable
{
    // Counted by the server, whoever wrote; a session tells what it did at its end at the latest.
    private const string WritesSql = "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::int8 from pg_catalog.pg_stat_user_tables";

    private readonly RestoredCopy _copy;

    private StagingCopy(RestoredCopy copy, TargetDatabase database, StagingEvidence evidence) => (_copy, Database, Evidence) = (copy, database, evidence);

    /// <summary>The copy, as the role that deploys.</summary>
    public TargetDatabase Database { get; }

    /// <summary>The copy's server, for services beside it.</summary>
    public ThrowawayServer Server => new(_copy.Cluster.ConnectionFor(_copy.Backup.Manifest.Target.Database), _copy.Cluster.Folder, Stack: null);

    /// <summary>What shows that the environment was only read.</summary>
    public StagingEvidence Evidence { get; }

    /// <param name="options">Of the environment itself.</param>
    /// <param name="services">Clock and progress.</param>
    /// <param name="deployment">The environment's backup is kept in it, below <c>staging</c>.</param>
    /// <param name="application">What pg_stat_activity shows.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="DeployFailure">The environment is another one, or its backup cannot be taken or proven.</exception>
    public static async Task<StagingCopy> MakeAsync(
        DeployOptions options, PipelineServices services, DeploymentFolder deployment, string application, CancellationToken token)
    {
        await using var original = TargetDatabase.For(options.Database!, application);
        var (identity, writes) = await BeginAsync(options, services, original, token);
        var folder = new DeploymentFolder($"{deployment.Id}-staging", deployment.File("staging"));
        var (backup, copy) = await new BackupPhase(options, services, _ => { }).RunAsync(original, identity, folder, token);
        try
        {
            await using var connection = await original.ConnectAsync(token);
            var database = await PrepareAsync(copy!, connection, services, identity.User, application, token);
            var evidence = await CompareAsync(connection, copy!.Backup.Manifest, identity, backup.Sha256, writes, token);
            services.Progress.Report(evidence.Unchanged
                ? $"{options.Environment} is as it was; from here on the copy is the target"
                : $"something was written to {options.Environment} meanwhile, by others or by us; from here on the copy is the target");
            return new StagingCopy(copy, database, evidence);
        }
        catch
        {
            await copy!.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _copy.DisposeAsync();

    private static async Task<(TargetIdentity Identity, long Writes)> BeginAsync(
        DeployOptions options, PipelineServices services, TargetDatabase original, CancellationToken token)
    {
        await using var connection = await original.ConnectAsync(token);
        var identity = await ServerIntroduction.AskAsync(connection, token);
        services.Progress.Report($"copying {options.Environment}, which is only read: {identity}");
        if (IdentityGate.Look(options, identity).Select(f => f.Problem).ToList() is { Count: > 0 } problems)
            throw DeployFailure.Refused(FailureCode.WrongTarget, $"{options.Environment} is not copied:", problems, "Correct what is listed and run the same command again.");
        return (identity, await WritesAsync(connection, token));
    }

    private static async Task<TargetDatabase> PrepareAsync(
        RestoredCopy copy, NpgsqlConnection original, PipelineServices services, string role, string application, CancellationToken token)
    {
        if (!copy.HasRows)
        {
            await using var connection = await copy.Database.ConnectAsync(token);
            await FactRows.CopyAsync(original, connection, token);
        }

        var (database, note) = await DeployingRole.OnAsync(copy, original, role, application, token);
        if (note is not null) services.Progress.Report(note);
        return database;
    }

    private static async Task<StagingEvidence> CompareAsync(
        NpgsqlConnection connection, BackupManifest manifest, TargetIdentity identity, string sha256, long writes, CancellationToken token)
    {
        var catalog = (await CatalogReader.ReadAsync(connection, token)).AsRestorable();
        var before = manifest.Tables.ToDictionary(t => t.Table, StringComparer.Ordinal);
        var after = await DataDigest.ReadDumpedAsync(connection, snapshot: null, token);
        var changed = after.Where(t => before.GetValueOrDefault(t.Table) != t).Select(t => t.Table)
            .Concat(before.Keys.Except(after.Select(t => t.Table), StringComparer.Ordinal)).Order(StringComparer.Ordinal);
        return new StagingEvidence(
            identity, sha256, manifest.Fingerprint, Fingerprint.Of(catalog), writes, await WritesAsync(connection, token), [.. changed]);
    }

    private static async Task<long> WritesAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(WritesSql, connection);
        return (long)(await command.ExecuteScalarAsync(token))!;
    }
}
