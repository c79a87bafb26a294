using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Lockkeeper.Catalog;
using Lockkeeper.Drift;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Supabase;
using Npgsql;

namespace Lockkeeper.Pipeline.Drift;

/// <summary>
/// The catalog that migrations make: they are applied, in order, to a throwaway server of the target's major version, by a role of the same
/// name. Where the target is a Supabase project the server gets the Supabase baseline first, else it is plain.
/// </summary>
/// <param name="live">The target.</param>
/// <param name="services">Clock, progress and containers.</param>
public sealed partial class ImpliedCatalog(LiveTarget live, PipelineServices services)
{
    private const string Database = "postgres";
    private const string Instead = "or compare with an environment that is as it should be: --against=NAME.";

    private readonly bool _supabase = DriftFindings.IsSupabase(live.Catalog);
    private readonly string _password = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Builds it, reads it, and removes the server.</summary>
    /// <exception cref="DeployFailure">There is no such server, or a migration cannot be replayed; the target was only read.</exception>
    public async Task<CatalogSnapshot> ReadAsync(IReadOnlyList<Migration> applied, CancellationToken token)
    {
        await using var cluster = await StartAsync(token);
        var superuser = cluster.ConnectionFor(Database);
        await using var database = TargetDatabase.For(superuser, "lockkeeper drift");
        await using var connection = await database.ConnectAsync(token);
        if (_supabase) await SupabaseBaseline.ApplyAsync(connection, token);
        foreach (var statement in Preparation(cluster.Superuser, applied))
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(token);
        }

        var deployer = string.Equals(live.Origin.Deployer, cluster.Superuser, StringComparison.Ordinal)
            ? superuser
            : cluster.ConnectionFor(Database, live.Origin.Deployer, _password);
        await ReplayAsync(deployer, applied, token);
        return await CatalogReader.ReadAsync(connection, token);
    }

    private async Task<LocalCluster> StartAsync(CancellationToken token)
    {
        var major = live.Server.ServerMajor;
        if (major < LocalClusterOptions.OldestMajor)
        {
            throw DeployFailure.Refused(
                FailureCode.UnsupportedVersion,
                $"The target is PostgreSQL {major}; what its migrations imply can be built on {LocalClusterOptions.OldestMajor} and newer only.",
                $"Upgrade the target, {Instead}");
        }

        services.Progress.Report($"starting a throwaway PostgreSQL {major} server");
        try
        {
            return await LocalCluster.StartAsync(
                new LocalClusterOptions { Major = major, Superuser = _supabase ? SupabaseBaseline.Superuser : live.Origin.Deployer, Containers = services.Containers }, token);
        }
        catch (DeployFailure f)
        {
            throw DeployFailure.NothingChanged(
                f.Code, f.FailedBy, $"The target is PostgreSQL {major}, and what its migrations imply is built on the same version. {f.Message}",
                $"{f.Next} Or install PostgreSQL {major}, {Instead}", f);
        }
    }

    // Roles are the server's, not the database's: those that no migration makes have to be there before.
    private IEnumerable<string> Preparation(string superuser, IReadOnlyList<Migration> applied)
    {
        var origin = live.Origin;
        var deployer = Origin.Quoted(origin.Deployer);
        var made = applied.SelectMany(m => m.Statements).Select(s => CreateRole().Match(s.Text)).Where(m => m.Success)
            .Select(m => m.Groups["name"].Value.Trim('"')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var role in origin.Roles.Append(origin.Deployer).Where(r => !made.Contains(r)).Select(Origin.Quoted))
            yield return $"do $$ begin create role {role}; exception when duplicate_object then null; end $$";
        if (string.Equals(origin.Deployer, superuser, StringComparison.Ordinal)) yield break;

        yield return SupabaseBaseline.PasswordSql(origin.Deployer, _password);
        yield return _supabase && string.Equals(origin.Deployer, SupabaseBaseline.DeployRole, StringComparison.Ordinal)
            ? $"alter role {deployer} login"
            : $"alter role {deployer} superuser login";
        if (!_supabase) yield break;
        // A role without a superuser's rights may only grant what it was given to pass on.
        foreach (var role in origin.Roles.Where(r => !made.Contains(r) && !IsOfBaseline(r)).Select(Origin.Quoted)) yield return $"grant {role} to {deployer} with admin option";
        foreach (var kind in origin.Exposed)
            yield return $"alter default privileges for role {deployer} in schema public grant all on {kind} to postgres, {Origin.ApiRoles}";
        if (HasRealtime && !applied.SelectMany(m => m.Statements).Any(s => CreateRealtime().IsMatch(s.Text)))
            yield return $"create publication supabase_realtime; alter publication supabase_realtime owner to {deployer}";
    }

    // The platform makes it empty, and migrations add tables to it.
    private bool HasRealtime => live.Catalog.Facts.Any(f => f is { Kind: "publication", Identity: "supabase_realtime" });

    private bool IsOfBaseline(string role) =>
        role.StartsWith("supabase_", StringComparison.Ordinal) || string.Equals(role, live.Origin.Deployer, StringComparison.Ordinal)
        || role is "postgres" or "anon" or "authenticated" or "service_role" or "authenticator" or "dashboard_user" or "pgbouncer";

    private async Task ReplayAsync(NpgsqlConnectionStringBuilder settings, IReadOnlyList<Migration> applied, CancellationToken token)
    {
        services.Progress.Report($"replaying {applied.Count} applied {(applied.Count == 1 ? "migration" : "migrations")} on it");
        await using var target = TargetDatabase.For(settings, "lockkeeper drift");
        var limits = new ApplyLimits(TimeSpan.FromSeconds(5), TimeSpan.Zero, TimeSpan.FromMinutes(5));
        await using var applier = new Applier(target, limits, services.Time, _ => { }, services.Progress);
        try
        {
            foreach (var migration in applied) await applier.ApplyAsync(migration, token);
        }
        catch (DeployFailure f) when (!token.IsCancellationRequested)
        {
            throw DeployFailure.NothingChanged(
                FailureCode.LocalServer, f.FailedBy,
                $"What the applied migrations imply cannot be built: on an empty throwaway server one of them fails. {f.Message}",
                $"Give the throwaway server what the file needs (an extension that is not installed, say), {Instead}", f);
        }
    }

    [GeneratedRegex(
        @"^(?:\s|--[^\n]*\n)*create\s+(?:role|user|group)\s+(?<name>""[^""]+""|\w+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex CreateRole();

    [GeneratedRegex(@"create\s+publication\s+""?supabase_realtime\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CreateRealtime();
}
