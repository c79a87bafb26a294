using Lockkeeper.Failures;
using Npgsql;

namespace Lockkeeper.Postgres.Connections;

/// <summary>
/// Reads connection strings as libpq does: postgresql:// URLs and lists of key=value. Problems name the part that is wrong and never
/// quote the text, which holds a password.
/// </summary>
/// <remarks>https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING</remarks>
public static class ConnectionUrl
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    /// <summary>libpq's names of the ways to encrypt a connection.</summary>
    public static IReadOnlyDictionary<string, SslMode> SslModes => TlsWords.SslModes;

    /// <summary>libpq's names of the ways to use GSS encryption.</summary>
    public static IReadOnlyDictionary<string, GssEncryptionMode> GssModes => TlsWords.GssModes;

    /// <summary>The connection that a text describes, what it leaves out unset, or null after adding to the problems what is wrong with it.</summary>
    /// <param name="text">The URL or the list.</param>
    /// <param name="where">What the text is called in problems: the variable or the key that it comes from.</param>
    /// <param name="problems">Gets one entry for each mistake.</param>
    public static NpgsqlConnectionStringBuilder? Parse(string text, string where, ICollection<Problem> problems)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(problems);
        text = text.Trim();
        var before = problems.Count;
        var parameters = new ConnectionParameters(where, problems);
        if (Array.Find(Schemes, s => text.StartsWith(s, StringComparison.Ordinal)) is { } scheme)
            new ConnectionUrlReader(parameters).Read(text[scheme.Length..]);
        else if (text.Contains("://", StringComparison.Ordinal))
            parameters.Wrong("It is a URL of another kind.", "Use postgresql://USER:PASSWORD@HOST:PORT/DATABASE.");
        else if (text.Contains('='))
            ConnectionKeywords.Read(text, parameters);
        else
            parameters.Wrong("It is no connection string.", "Use postgresql://USER:PASSWORD@HOST:PORT/DATABASE.");
        return problems.Count == before ? parameters.Collected : null;
    }
}
