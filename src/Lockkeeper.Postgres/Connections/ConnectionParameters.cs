using System.Globalization;
using Lockkeeper.Failures;
using Npgsql;

namespace Lockkeeper.Postgres.Connections;

/// <summary>Collects libpq's parameters into Npgsql's builder.</summary>
internal sealed class ConnectionParameters(string where, ICollection<Problem> problems)
{
    private const string KnownNames =
        "host, port, dbname, user, password, sslmode, sslrootcert, sslcert, sslkey, application_name, options, connect_timeout, "
        + "target_session_attrs, passfile, channel_binding, gssencmode, client_encoding";

    private static readonly string[] SessionKinds = ["any", "primary", "read-write", "prefer-standby"];

    private readonly NpgsqlConnectionStringBuilder _builder = new();

    /// <summary>What a parameter is called in a sentence.</summary>
    public static string Spoken(string name) => name switch
    {
        "dbname" => "database name",
        "user" => "user name",
        "password" or "host" or "port" => name,
        _ => "value of a parameter",
    };

    public void Wrong(string what, string fix) => problems.Add(new Problem(where, what, fix));

    public void Set(string name, string value)
    {
        switch (name)
        {
            case "host" or "hostaddr": Host(value); break;
            case "port": _builder.Port = Number(name, value, 1, 65535) ?? _builder.Port; break;
            case "dbname": _builder.Database = value; break;
            case "user": _builder.Username = value; break;
            case "password": _builder.Password = value; break;
            case "passfile": _builder.Passfile = value; break;
            case "application_name": _builder.ApplicationName = value; break;
            case "fallback_application_name": _builder.ApplicationName ??= value; break;
            case "options": _builder.Options = value; break;
            case "connect_timeout": Timeout(value); break;
            case "client_encoding": _builder.ClientEncoding = value is "auto" ? null : value; break;
            case "target_session_attrs": SessionKind(value); break;
            default: Security(name, value); break;
        }
    }

    /// <summary>What was collected; what the text leaves out stays unset.</summary>
    public NpgsqlConnectionStringBuilder Collected => _builder;

    private void Security(string name, string value)
    {
        switch (name)
        {
            case "sslmode": _builder.SslMode = Choice(name, value, TlsWords.SslModes) ?? _builder.SslMode; break;
            case "channel_binding": _builder.ChannelBinding = Choice(name, value, TlsWords.ChannelBindings) ?? _builder.ChannelBinding; break;
            case "gssencmode": _builder.GssEncryptionMode = Choice(name, value, TlsWords.GssModes) ?? _builder.GssEncryptionMode; break;
            case "ssl" when value is "true": _builder.SslMode = SslMode.Require; break;
            // Npgsql verifies against the system's store when no file is named.
            case "sslrootcert": _builder.RootCertificate = value is "system" ? null : value; break;
            case "sslcert": _builder.SslCertificate = value; break;
            case "sslkey": _builder.SslKey = value; break;
            default: Unknown(name); break;
        }
    }

    // An unencoded password may end up as a parameter's name: only what looks like a name is quoted.
    private void Unknown(string name)
    {
        var looksLikeName = name.Length <= 30 && name.All(c => char.IsAsciiLetterLower(c) || c == '_');
        Wrong(looksLikeName ? $"The parameter {name} is unknown." : "A parameter is unknown.", $"Known are {KnownNames}.");
    }

    private void Host(string value)
    {
        if (value.Contains(','))
            Wrong("It names several hosts.", "Name the one server that is to be deployed to.");
        else
            _builder.Host = value;
    }

    private void Timeout(string value)
    {
        // In libpq zero and less mean: wait for ever.
        if (Number("connect_timeout", value, int.MinValue, 1024) is { } seconds)
            _builder.Timeout = Math.Max(0, seconds);
    }

    private void SessionKind(string value)
    {
        // It chooses among several hosts, and Npgsql refuses it for a single one; only a wish for a standby contradicts a deployment.
        if (!SessionKinds.Contains(value, StringComparer.Ordinal))
            Wrong("The value of target_session_attrs is unknown, or asks for a server that cannot be written to.", $"Use one of {string.Join(", ", SessionKinds)}.");
    }

    private int? Number(string name, string value, int least, int most)
    {
        if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Wrong($"The {name} is not a number that can be used.", name is "port" ? "Use 1 to 65535; a password with : or @ must be percent-encoded." : "Use seconds.");
        return null;
    }

    private T? Choice<T>(string name, string value, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (words.TryGetValue(value, out var found))
            return found;
        Wrong($"The value of {name} is unknown.", $"Use one of {string.Join(", ", words.Keys)}.");
        return null;
    }
}
