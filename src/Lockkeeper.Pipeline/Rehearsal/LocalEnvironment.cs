using System.Globalization;
using System.Security.Cryptography;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Supabase;
using Lockkeeper.Supabase.SupabaseCli.Stack;
using Npgsql;

namespace Lockkeeper.Pipeline.Rehearsal;

/// <summary>
/// A throwaway production-like Supabase database: baseline, all migrations but the newest ones, and data. Deployed to by a role that is
/// no superuser, as on the platform.
/// </summary>
public sealed class LocalEnvironment : IAsyncDisposable
{
    private readonly IAsyncDisposable _server;

    private LocalEnvironment(LocalCluster cluster, string password)
    {
        _server = cluster;
        Settings = cluster.ConnectionFor("postgres", SupabaseBaseline.DeployRole, password);
        Server = new ThrowawayServer(cluster.ConnectionFor("postgres", cluster.Superuser, cluster.Password), cluster.Folder, Stack: null);
    }

    private LocalEnvironment(SupabaseStack stack)
    {
        _server = stack;
        (Settings, Server) = (stack.Status.Database, new ThrowawayServer(stack.Superuser, Folder: null, stack.Status));
    }

    /// <summary>How the deploying role connects.</summary>
    public NpgsqlConnectionStringBuilder Settings { get; }

    /// <summary>The server, for services beside it.</summary>
    internal ThrowawayServer Server { get; }

    /// <summary>Starts the server and fills it.</summary>
    public static async Task<LocalEnvironment> StartAsync(
        DeployOptions options, MigrationFolder folder, PipelineServices services, CancellationToken token)
    {
        var applied = folder.Migrations.SkipLast(options.Local.Pending).ToList();
        if ((folder.Refusal(folder.Migrations.Except(applied)) ?? Replay.Refusal(folder, applied)) is { } refusal) throw refusal.ToFailure();
        var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var local = options.Services is ServiceStack.SupabaseStart && options.Reaches(Phase.SmokeTests)
            ? new LocalEnvironment(await StartStackAsync(options, services, token))
            : new LocalEnvironment(await StartClusterAsync(services, token), password);
        try
        {
            await local.FillAsync(options, folder.Migrations.Count, applied, password, services, token);
            return local;
        }
        catch
        {
            await local.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static Task<LocalCluster> StartClusterAsync(PipelineServices services, CancellationToken token)
    {
        services.Progress.Report("starting a throwaway PostgreSQL server");
        return LocalCluster.StartAsync(
            new LocalClusterOptions { Superuser = SupabaseBaseline.Superuser, Containers = services.Containers, Settings = LocalClusterOptions.ReadableLog }, token);
    }

    private static async Task<SupabaseStack> StartStackAsync(DeployOptions options, PipelineServices services, CancellationToken token)
    {
        var program = await SupabaseStack.RequireAsync(ProjectCli.SearchFor(options), "docker", token);
        services.Progress.Report("starting the Supabase stack in containers; the first time its images are loaded, which takes minutes");
        var stack = await SupabaseStack.StartAsync(program, token);
        options.Secrets.Learn(stack.Status.PublishableKey, stack.Status.SecretKey);
        return stack;
    }

    private async Task FillAsync(
        DeployOptions options, int all, List<Migration> applied, string password, PipelineServices services, CancellationToken token)
    {
        await using var superuser = TargetDatabase.For(Server.Superuser, "lockkeeper local environment");
        await using var connection = await superuser.ConnectAsync(token);
        // The platform's own stack brings it.
        if (Server.Stack is null)
        {
            services.Progress.Report("laying the Supabase baseline");
            await SupabaseBaseline.ApplyAsync(connection, token);
            await RunAsync(connection, "password", SupabaseBaseline.PasswordSql(SupabaseBaseline.DeployRole, password), token);
        }

        services.Progress.Report($"applying {applied.Count} of {all} migrations, as production has them");
        await ApplyAsync(applied, services, token);

        if (options.Local.SeedFile is not { } seed) return;
        services.Progress.Report($"filling it with data (scale {options.Local.Scale})");
        await RunAsync(connection, "scale", string.Create(CultureInfo.InvariantCulture, $"set lockkeeper.scale = '{options.Local.Scale}'"), token);
        await RunAsync(connection, seed, await File.ReadAllTextAsync(seed, token), token);
    }

    private async Task ApplyAsync(List<Migration> migrations, PipelineServices services, CancellationToken token)
    {
        await using var target = TargetDatabase.For(Settings, "lockkeeper local environment");
        var limits = new ApplyLimits(TimeSpan.FromSeconds(5), TimeSpan.Zero, TimeSpan.FromMinutes(5));
        await using var applier = new Applier(target, limits, services.Time, _ => { }, services.Progress);
        foreach (var migration in migrations) await applier.ApplyAsync(migration, token);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string name, string sql, CancellationToken token)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(token);
        }
        catch (PostgresException e)
        {
            throw DeployFailure.NothingChanged(
                FailureCode.LocalServer, FailureSource.Server, $"The local environment could not be built: {name}: {e.MessageText} (SQLSTATE {e.SqlState})",
                "Correct the script that is named, then run the same command again.", e);
        }
    }
}
