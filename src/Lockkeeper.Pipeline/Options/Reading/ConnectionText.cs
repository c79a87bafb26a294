using Npgsql;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>The one place where a connection URL is taken apart.</summary>
internal static class ConnectionText
{
    /// <summary>The connection that a URL describes.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgresql" or "postgres"))
            throw new FormatException("it does not begin with postgresql://");
        var builder = new NpgsqlConnectionStringBuilder();
        if (uri.Host.Length > 0)
            builder.Host = uri.Host;
        if (uri.Port > 0)
            builder.Port = uri.Port;
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            builder.Password = Uri.UnescapeDataString(user[1]);
        if (uri.AbsolutePath.Length > 1)
            builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.IndexOf('=') is var at and > 0 ? (pair[..at], Uri.UnescapeDataString(pair[(at + 1)..])) : (pair, "");
            Apply(builder, key, value);
        }

        return builder;
    }

    private static void Apply(NpgsqlConnectionStringBuilder builder, string key, string value)
    {
        switch (key)
        {
            case "sslmode":
                builder.SslMode = SslModes.Parse(value) ?? throw new FormatException("its sslmode is not known");
                break;
            case "connect_timeout" or "port" when !int.TryParse(value, out _):
                throw new FormatException($"its parameter {key} is not a number");
            case "connect_timeout":
                builder.Timeout = int.Parse(value);
                break;
            case "port":
                builder.Port = int.Parse(value);
                break;
            default:
                builder[NpgsqlName(key) ?? throw new FormatException($"its parameter {key} is not known")] = value;
                break;
        }
    }

    private static string? NpgsqlName(string key) => key switch
    {
        "host" => "Host",
        "user" => "Username",
        "password" => "Password",
        "dbname" => "Database",
        "passfile" => "Passfile",
        "application_name" => "Application Name",
        "options" => "Options",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "sslpassword" => "SSL Password",
        _ => null,
    };

    /// <summary>The password as it is written in a URL, also in one that cannot be parsed; null where there is none.</summary>
    public static string? WrittenPassword(string text)
    {
        var begin = text.IndexOf("://", StringComparison.Ordinal);
        var end = text.LastIndexOf('@');
        if (begin < 0 || end < begin + 3)
            return null;
        var userInfo = text[(begin + 3)..end];
        var colon = userInfo.IndexOf(':');
        return colon < 0 ? null : userInfo[(colon + 1)..];
    }
}
