using Npgsql;

namespace Lockkeeper.Postgres.Tools;

/// <summary>A connection as libpq's environment variables: where no other user of the machine can read the password.</summary>
/// <remarks>https://www.postgresql.org/docs/current/libpq-envars.html</remarks>
public static class ConnectionVariables
{
    private static readonly string[] SystemCertificates =
        ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

    /// <summary>The variables for this connection; those of the caller's own environment that libpq reads are removed.</summary>
    public static IReadOnlyDictionary<string, string?> For(NpgsqlConnectionStringBuilder target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var variables = None();
        Set("PGHOST", target.Host);
        Set("PGPORT", $"{target.Port}");
        Set("PGUSER", target.Username);
        Set("PGDATABASE", target.Database ?? target.Username);
        Set("PGPASSWORD", target.Password);
        Set("PGPASSFILE", target.Passfile);
        Set("PGAPPNAME", target.ApplicationName);
        Set("PGOPTIONS", target.Options);
        Set("PGCONNECT_TIMEOUT", $"{target.Timeout}");
        Set("PGSSLMODE", SslModeName(target.SslMode));
        Set("PGSSLROOTCERT", target.RootCertificate ?? DefaultRoot(target.SslMode));
        Set("PGSSLCERT", target.SslCertificate);
        Set("PGSSLKEY", target.SslKey);
        Set("PGGSSENCMODE", target.GssEncryptionMode.ToString().ToLowerInvariant());
        return variables;

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                variables[name] = value;
        }
    }

    /// <summary>No connection at all: removes whatever the caller's environment says, and asks for untranslated messages.</summary>
    public static Dictionary<string, string?> None()
    {
        var variables = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("PG", StringComparison.Ordinal))
            .ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);
        variables["LC_ALL"] = "C";
        return variables;
    }

    private static string SslModeName(SslMode mode) => mode switch
    {
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => $"{mode}".ToLowerInvariant(),
    };

    // Npgsql verifies against the system's store by itself; libpq wants a file (and knows "system" only since version 16).
    private static string? DefaultRoot(SslMode mode) =>
        mode is SslMode.VerifyCA or SslMode.VerifyFull ? Array.Find(SystemCertificates, File.Exists) ?? "system" : null;
}
