using System.Net;
using System.Security.Cryptography;
using Lockkeeper.Supabase.LocalSupabase.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase;

/// <summary>
/// A stand-in for the services of a Supabase project, over the tables of a real database: for rehearsals and tests, on loopback, and nothing
/// else. Each request acts in the database as the role of its caller, so that triggers and row level security really fire.
/// </summary>
public sealed class LocalServices : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly NpgsqlDataSource _database;

    private LocalServices(WebApplication app, NpgsqlDataSource database, Tokens tokens)
    {
        (_app, _database) = (app, database);
        (PublishableKey, SecretKey) = (tokens.PublishableKey, tokens.SecretKey);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Address = new Uri(addresses.Single());
    }

    /// <summary>Where it listens: a free port of 127.0.0.1.</summary>
    public Uri Address { get; }

    /// <summary>Acts as anon.</summary>
    public string PublishableKey { get; }

    /// <summary>Acts as service_role.</summary>
    public string SecretKey { get; }

    /// <summary>Starts listening.</summary>
    /// <param name="superuser">How the database's superuser connects; it goes over to the services' own roles.</param>
    /// <param name="time">The clock of tokens.</param>
    /// <param name="token">Ends the start.</param>
    public static async Task<LocalServices> StartAsync(NpgsqlConnectionStringBuilder superuser, TimeProvider time, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(superuser);
        var database = NpgsqlDataSource.Create(superuser.ConnectionString);
        var tokens = new Tokens(RandomNumberGenerator.GetBytes(32), time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        var app = builder.Build();
        app.Use(new Gateway(tokens).InvokeAsync);
        AuthEndpoints.Map(app.MapGroup("/auth/v1"), new Users(database), new Sessions(database, tokens, time));
        await app.StartAsync(token);
        return new LocalServices(app, database, tokens);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }
}
