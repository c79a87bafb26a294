using Npgsql;

namespace Lockkeeper.Pipeline.Options;

/// <summary>The Supabase project beside the database. Every part may be missing on a plain PostgreSQL.</summary>
/// <param name="Url">Base address of its services; derived from the project ref where that is all there is.</param>
/// <param name="PublishableKey">The key that acts as <c>anon</c>.</param>
/// <param name="SecretKey">The key that acts as <c>service_role</c>.</param>
/// <param name="ProjectRef">The project's 20 letters.</param>
/// <param name="AccessToken">SUPABASE_ACCESS_TOKEN, for the management interface and the CLI.</param>
public sealed record SupabaseOptions(Uri? Url, string? PublishableKey, string? SecretKey, string? ProjectRef, string? AccessToken)
{
    /// <summary>The connection through a pooler, as the product connects; null where none is given.</summary>
    public NpgsqlConnectionStringBuilder? Pooled { get; init; }

    /// <summary>Base address of the management interface; null: Supabase's.</summary>
    public Uri? Management { get; init; }

    /// <summary>Leaves the keys out.</summary>
    public override string ToString() => $"{nameof(SupabaseOptions)} {{ Url = {Url}, ProjectRef = {ProjectRef} }}";
}

/// <summary>The product's own HTTP services, for the smoke tests.</summary>
/// <param name="Health">Addresses that answer with success (2xx) when healthy.</param>
/// <param name="Upload">Where documents are uploaded; null when not configured.</param>
/// <param name="Worker">Where the worker is asked for its state; null when not configured.</param>
public sealed record ApiOptions(IReadOnlyList<Uri> Health, Uri? Upload, Uri? Worker);

/// <summary>What the server has to be.</summary>
/// <param name="SystemIdentifier">pg_control's system identifier in decimal digits; null: learnt on first use.</param>
public sealed record IdentityOptions(string? SystemIdentifier);
