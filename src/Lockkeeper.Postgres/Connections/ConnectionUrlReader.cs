namespace Lockkeeper.Postgres.Connections;

/// <summary>Takes a URL apart, in libpq's order: credentials up to the first @, hosts, database, parameters.</summary>
internal sealed class ConnectionUrlReader(ConnectionParameters parameters)
{
    private const string EncodeFix =
        "Write each of : / @ ? # % [ ] in a user name or password percent-encoded (@ as %40, / as %2F, # as %23).";

    /// <param name="rest">What follows the scheme.</param>
    public void Read(string rest)
    {
        var at = rest.IndexOfAny(['@', '/', '?']);
        if (at >= 0 && rest[at] == '@')
        {
            Credentials(rest[..at]);
            rest = rest[(at + 1)..];
        }

        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var location = query < 0 ? rest : rest[..query];
        var slash = location.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? location : location[..slash];
        // A second @ or a # comes from a password that was pasted as it is; libpq would take the password's end for the host.
        if (rest.Contains('@') || location.Contains('#'))
        {
            parameters.Wrong("The user name or password holds a character that ends it early.", EncodeFix);
            return;
        }
        Host(host);
        if (slash >= 0 && slash + 1 < location.Length)
            Set("dbname", location[(slash + 1)..]);
        if (query >= 0)
            Query(rest[(query + 1)..]);
    }

    private void Credentials(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var user = colon < 0 ? text : text[..colon];
        if (user.Length > 0)
            Set("user", user);
        if (colon >= 0 && colon + 1 < text.Length)
            Set("password", text[(colon + 1)..]);
    }

    private void Host(string text)
    {
        if (text.Contains(','))
        {
            parameters.Wrong("It names several hosts.", "Name the one server that is to be deployed to.");
            return;
        }
        string host, port;
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 2 || (end + 1 < text.Length && text[end + 1] != ':'))
            {
                parameters.Wrong("The IPv6 address is not closed by a bracket.", "Write it as [2001:db8::1]:5432.");
                return;
            }
            (host, port) = (text[1..end], end + 1 < text.Length ? text[(end + 2)..] : "");
        }
        else
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            (host, port) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        }
        if (host.Length > 0)
            Set("host", host);
        if (port.Length > 0)
            Set("port", port);
    }

    private void Query(string text)
    {
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || Decode(pair[..equals]) is not { } name)
                parameters.Wrong("A parameter after the question mark has no name or no value.", "Write it as name=value, joined by &.");
            else
                Set(name, pair[(equals + 1)..]);
        }
    }

    private void Set(string name, string encoded)
    {
        if (Decode(encoded) is { } value)
            parameters.Set(name, value);
        else
            parameters.Wrong($"The {ConnectionParameters.Spoken(name)} has a % that two hexadecimal digits do not follow.", EncodeFix);
    }

    /// <summary>Null when a percent sign is not followed by two hexadecimal digits, or stands for a zero byte.</summary>
    private static string? Decode(string text)
    {
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2])
                || text.AsSpan(at + 1, 2) is "00")
                return null;
        }
        return Uri.UnescapeDataString(text);
    }
}
