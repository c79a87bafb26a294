using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace Lockkeeper.Supabase.SupabaseCli.Stack;

/// <summary>Where a running stack listens, as <c>supabase status</c> tells it with <c>-o env</c> or <c>-o json</c>.</summary>
/// <param name="Api">Address of its gateway.</param>
/// <param name="Database">How its role postgres connects.</param>
/// <param name="PublishableKey">Acts as anon; an older stack's anon key.</param>
/// <param name="SecretKey">Acts as service_role; an older stack's service_role key.</param>
public sealed partial record StackStatus(Uri Api, NpgsqlConnectionStringBuilder Database, string PublishableKey, string SecretKey)
{
    /// <summary>Reads the answer.</summary>
    /// <exception cref="FormatException">Something that is needed is not in it. The message holds no value.</exception>
    public static StackStatus Parse(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var values = answer.TrimStart().StartsWith('{') ? Json(answer) : Lines(answer);
        return new StackStatus(
            Uri.TryCreate(Required(values, "API_URL"), UriKind.Absolute, out var api) ? api : throw new FormatException("API_URL is no address."),
            Connection(Required(values, "DB_URL")),
            Required(values, "PUBLISHABLE_KEY", "ANON_KEY"),
            Required(values, "SECRET_KEY", "SERVICE_ROLE_KEY"));
    }

    /// <summary>Leaves keys and password out.</summary>
    public override string ToString() => $"{nameof(StackStatus)} {{ Api = {Api}, Database = {Database.Host}:{Database.Port} }}";

    private static Dictionary<string, string> Json(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return document.RootElement.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.String)
                .ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("The answer is no JSON object.", e);
        }
    }

    // Beside the variables there may be remarks, such as which services are not running.
    private static Dictionary<string, string> Lines(string answer)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in answer.Split('\n'))
            if (Variable().Match(line.TrimEnd('\r')) is { Success: true } match) values[match.Groups["name"].Value] = Unquoted(match.Groups["value"].Value);
        return values;
    }

    private static string Unquoted(string value) => value.Length >= 2 && value[0] == '"' && value[^1] == '"' ? Escape().Replace(value[1..^1], "${character}") : value;

    private static string Required(Dictionary<string, string> values, params string[] names) =>
        names.Select(n => values.GetValueOrDefault(n)).FirstOrDefault(v => !string.IsNullOrEmpty(v)) ?? throw new FormatException($"{string.Join(" and ", names)} {(names.Length > 1 ? "are" : "is")} missing.");

    private static NpgsqlConnectionStringBuilder Connection(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("postgresql" or "postgres") || address.Port <= 0)
            throw new FormatException("DB_URL is no address of a database.");
        var user = address.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port,
            Database = Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            // In containers on this machine, without certificates.
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
    }

    [GeneratedRegex("^(export )?(?<name>[A-Z][A-Z0-9_]*)=(?<value>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\\(?<character>.)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();
}
