using System.Net;
using System.Security.Cryptography;
using Lockkeeper.Supabase.LocalSupabase.Auth;
using Lockkeeper.Supabase.LocalSupabase.Data;
using Lockkeeper.Supabase.LocalSupabase.Rest;
using Lockkeeper.Supabase.LocalSupabase.Rest.Catalog;
using Lockkeeper.Supabase.LocalSupabase.Storage;
using Lockkeeper.Supabase.LocalSupabase.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase;

/// <summary>
/// A stand-in for the services of a Supabase project, over the tables of a real database: for rehearsals and tests, on loopback, and nothing
/// else. Each request acts in the database as the role of its caller, so that triggers and row level security really fire.
/// </summary>
public sealed class LocalServices : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LocalDatabase _database;
    private readonly SchemaCache _cache;
    private readonly ObjectFiles _files;
    private readonly PipelineWorker _worker;

    private LocalServices(WebApplication app, LocalDatabase database, Tokens tokens, SchemaCache cache, ObjectFiles files, PipelineWorker worker)
    {
        (_app, _database, _cache, _files, _worker) = (app, database, cache, files, worker);
        (PublishableKey, SecretKey) = (tokens.PublishableKey, tokens.SecretKey);
    }

    /// <summary>Where it listens: a free port of 127.0.0.1.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>The health address of the product's API: 200 only where the database answers; needs no key.</summary>
    public Uri ApiHealth => new(Address, ProductEndpoints.Api);

    /// <summary>The health address of the worker for upload_pipeline, which waits where the database has no such queue; needs no key.</summary>
    public Uri WorkerHealth => new(Address, ProductEndpoints.Worker);

    /// <summary>Acts as anon.</summary>
    public string PublishableKey { get; }

    /// <summary>Acts as service_role.</summary>
    public string SecretKey { get; }

    /// <summary>Starts listening. A database that is down is no obstacle: the services then say so, as the real ones do.</summary>
    /// <param name="superuser">How the database's superuser connects; every request goes over to a role of the platform.</param>
    /// <param name="options">How they behave.</param>
    /// <param name="time">The clock of tokens.</param>
    /// <param name="token">Ends the start.</param>
    public static async Task<LocalServices> StartAsync(NpgsqlConnectionStringBuilder superuser, LocalServicesOptions options, TimeProvider time, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(superuser);
        ArgumentNullException.ThrowIfNull(options);
        var database = LocalDatabase.For(superuser);
        var tokens = new Tokens(RandomNumberGenerator.GetBytes(32), time);
        var app = Server();
        app.UseWhen(context => !ProductEndpoints.Serve(context), guarded => guarded.Use(new Gateway(tokens).InvokeAsync));
        AuthEndpoints.Map(app.MapGroup("/auth/v1"), new Users(database), new Sessions(database, tokens, time));
        var cache = await SchemaCache.StartAsync(database, options.ExposedSchemas, time, token);
        RestEndpoints.Map(app.MapGroup("/rest/v1"), database, cache);
        var files = new ObjectFiles(options.ObjectsBelow);
        StorageEndpoints.Map(app.MapGroup("/storage/v1"), database, files, time);
        var worker = new PipelineWorker(new WorkerQueue(database), time);
        ProductEndpoints.Map(app, database, worker);
        var services = new LocalServices(app, database, tokens, cache, files, worker);
        try
        {
            await app.StartAsync(token);
            worker.Start();
            return services;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the worker alone, as if its process were gone after signing off.</summary>
    public Task StopWorkerAsync() => _worker.StopAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _app.DisposeAsync();
        await _cache.DisposeAsync();
        await _database.DisposeAsync();
        _files.Dispose();
    }

    // Empty: neither a variable nor an appsettings.json lying about may make it listen anywhere else.
    private static WebApplication Server()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port: 0);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        return builder.Build();
    }
}
