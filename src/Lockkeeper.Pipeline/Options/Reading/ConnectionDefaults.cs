using Lockkeeper.Postgres.Connections;
using Npgsql;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>What environment variables say about a connection where its URL or keys say nothing.</summary>
internal sealed class ConnectionDefaults(EnvironmentInUse environment, OptionSources sources)
{
    /// <summary>A variable's value; null when unset or empty.</summary>
    public static string? Variable(OptionSources sources, string name) =>
        sources.Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public static bool IsSupabase(string host) =>
        host.EndsWith(".supabase.co", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".supabase.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>libpq's variables of the same meaning, and the environment's own password first.</summary>
    public void FillIn(NpgsqlConnectionStringBuilder connection)
    {
        if (string.IsNullOrEmpty(connection.Host))
            connection.Host = Variable("PGHOST");
        if (!connection.ShouldSerialize("Port") && int.TryParse(Variable("PGPORT"), out var port))
            connection.Port = port;
        if (string.IsNullOrEmpty(connection.Username))
            connection.Username = Variable("PGUSER");
        if (string.IsNullOrEmpty(connection.Database))
            connection.Database = Variable("PGDATABASE") ?? "postgres";
        if (!connection.ShouldSerialize("SSL Mode") && ConnectionUrl.SslModes.TryGetValue(Variable("PGSSLMODE") ?? "", out var mode))
            connection.SslMode = mode;
        // Else Npgsql would look for a Kerberos ticket at every login, and load the libraries for it; a server that wants GSS encryption is rare.
        if (!connection.ShouldSerialize("GSS Encryption Mode"))
            connection.GssEncryptionMode = ConnectionUrl.GssModes.GetValueOrDefault(Variable("PGGSSENCMODE") ?? "", GssEncryptionMode.Disable);
        if (string.IsNullOrEmpty(connection.Password))
            connection.Password = Variable(environment.Variable("DB_PASSWORD")) ?? OfSupabase(connection.Host) ?? Variable("PGPASSWORD");
    }

    private string? OfSupabase(string? host) => host is not null && IsSupabase(host) ? Variable("SUPABASE_DB_PASSWORD") : null;

    private string? Variable(string name) => Variable(sources, name);
}
