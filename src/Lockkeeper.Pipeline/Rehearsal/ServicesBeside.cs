using Lockkeeper.Evidence;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Supabase.LocalSupabase;
using Npgsql;

namespace Lockkeeper.Pipeline.Rehearsal;

/// <summary>The local services over a throwaway database, for as long as its target lives.</summary>
internal sealed class ServicesBeside : IAsyncDisposable
{
    // Without these the services could answer nothing; a plain PostgreSQL has none of them.
    private const string IsProjectSql = """
        select to_regclass('auth.users') is not null and to_regclass('storage.objects') is not null
           and (select count(*) from pg_catalog.pg_roles
                where rolname in ('anon', 'authenticated', 'service_role', 'supabase_auth_admin', 'supabase_storage_admin')) = 5,
           to_regclass('upload_pipeline.jobs') is not null
        """;

    private readonly LocalServices _services;

    private ServicesBeside(LocalServices services, TargetServices addresses, ServicesStarted started) => (_services, Addresses, Started) = (services, addresses, started);

    /// <summary>What a report says of them.</summary>
    public ServicesStarted Started { get; }

    /// <summary>Where they listen, and their keys.</summary>
    public TargetServices Addresses { get; }

    /// <summary>Starts them where a phase of this run asks them, and the database is a Supabase project's.</summary>
    /// <param name="options">How far the run goes, and what was said about services.</param>
    /// <param name="server">Beside what; where it has the platform's own services, they answer in place of the stand-ins.</param>
    /// <param name="services">Clock and progress.</param>
    /// <param name="token">Ends the start.</param>
    /// <returns>Null where nothing was started.</returns>
    public static async Task<ServicesBeside?> StartAsync(
        DeployOptions options, ThrowawayServer server, PipelineServices services, CancellationToken token)
    {
        if (options.Services is ServiceStack.None || !options.Reaches(Phase.SmokeTests)) return null;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.Superuser.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(token);
        if (await LookAsync(connection, token) is not { } hasQueue) return null;
        services.Progress.Report(server.Stack is null
            ? "starting local services for auth, REST, storage and the worker (stand-ins, for rehearsals only)"
            : "starting a local worker and health addresses beside the Supabase stack");
        if (server.Stack is not null) await ExposeAsync(connection, token);
        // What a pending migration adds and grants is exposed, too.
        var behaviour = new LocalServicesOptions { ExposedSchemas = [], ObjectsBelow = server.Folder };
        var local = await LocalServices.StartAsync(server.Superuser, behaviour, services.Time, token);
        options.Secrets.Learn(local.PublishableKey, local.SecretKey);
        var (address, publishable, secret) = server.Stack is { } stack
            ? (stack.Api, stack.PublishableKey, stack.SecretKey)
            : (local.Address, local.PublishableKey, local.SecretKey);
        return new ServicesBeside(local, new TargetServices(
            new SupabaseOptions(address, publishable, secret, ProjectRef: null, AccessToken: null),
            // No platform has these two: they are the product's own.
            new ApiOptions([local.ApiHealth], Upload: null, hasQueue ? local.WorkerHealth : null)), new ServicesStarted(StandIns: server.Stack is null));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _services.DisposeAsync();

    // Null: no project; else whether it has the queue that the worker takes jobs from.
    private static async Task<bool?> LookAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(IsProjectSql, connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return reader.GetBoolean(0) ? reader.GetBoolean(1) : null;
    }

    // The stack began before the migrations made these schemas; PostgREST takes settings from the role that it signs in as.
    private static async Task ExposeAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var write = new NpgsqlCommand("select format('alter role authenticator set pgrst.db_schemas = %L', $1::text)", connection);
        write.Parameters.Add(new NpgsqlParameter { Value = string.Join(", ", await GrantedSchemas.ListAsync(connection, token)) });
        await using var expose = new NpgsqlCommand((string)(await write.ExecuteScalarAsync(token))!, connection);
        await expose.ExecuteNonQueryAsync(token);
        await using var tell = new NpgsqlCommand("select pg_notify('pgrst', 'reload config'), pg_notify('pgrst', 'reload schema')", connection);
        await tell.ExecuteNonQueryAsync(token);
    }
}
