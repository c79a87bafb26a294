using System.Text.Json.Nodes;
using Lockkeeper.Pipeline.SmokeTests.Documents;

namespace Lockkeeper.Pipeline.SmokeTests.Rows;

/// <summary>What a row is about.</summary>
/// <param name="Name">Carries prefix and deployment; what no column needs more precisely gets it.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="Bucket">Where the file is.</param>
/// <param name="Path">The object's name.</param>
/// <param name="File">The file.</param>
/// <param name="Now">The moment.</param>
internal sealed record RowSubject(string Name, string OwnerId, string Bucket, string Path, SampleFile File, DateTimeOffset Now);

/// <summary>Fills the columns of a row that must be filled, by their name and type, so that a row of any similar project can be written.</summary>
internal sealed class RowFiller(SmokeDatabase database, RowSubject subject, IReadOnlyDictionary<string, string> given)
{
    /// <summary>Keys of rows that others may refer to, by table.</summary>
    public Dictionary<string, JsonNode> Known { get; } = new(StringComparer.Ordinal);

    /// <summary>A row for the table.</summary>
    /// <returns>The row, and the columns for which no value was found.</returns>
    public async Task<(JsonObject Row, IReadOnlyList<string> Unknown)> FillAsync(TableShape shape, CancellationToken token)
    {
        var (row, unknown) = (new JsonObject(), new List<string>());
        foreach (var column in shape.Columns)
        {
            if (given.TryGetValue(column.Name, out var value)) row[column.Name] = Written(value);
            else if (column.References is { } table && Known.TryGetValue(table, out var key)) row[column.Name] = key.DeepClone();
            else if (column.IsOwner && (column.MustBeFilled || ReferenceEquals(column, shape.Owner))) row[column.Name] = subject.OwnerId;
            else if (column.MustBeFilled && await ValueAsync(column, token) is { } found) row[column.Name] = found;
            else if (column.MustBeFilled) unknown.Add(column.Name);
        }

        return (row, unknown);
    }

    private async Task<JsonNode?> ValueAsync(ColumnShape column, CancellationToken token)
    {
        if (column.References is { } other) return await ExistingAsync(other, column.ReferencedColumn!, token);
        if (column.Labels.Count > 0) return column.Labels[0];
        return ByName(column) is { } named && Fits(column, named) ? Cut(named, column.MaxLength) : ByType(column);
    }

    // Names say what a check constraint will ask for.
    private JsonNode? ByName(ColumnShape column) => column.Name.ToLowerInvariant() switch
    {
        var n when Has(n, "sha256", "checksum", "hash", "digest") => subject.File.Sha256,
        var n when Has(n, "mime", "content_type", "file_type", "media_type") => subject.File.ContentType,
        var n when Has(n, "storage_path", "file_path", "object_path", "raw_path", "storage_key", "object_name") || n is "path" or "key" => subject.Path,
        var n when Has(n, "bucket") => subject.Bucket,
        var n when Has(n, "size", "bytes", "length") => subject.File.Bytes.Length,
        var n when Has(n, "filename", "file_name") => subject.Path[(subject.Path.LastIndexOf('/') + 1)..],
        var n when Has(n, "email") => $"{subject.Name}@{SmokeNames.Domain}",
        var n when Has(n, "url", "uri", "link") => $"https://{SmokeNames.Domain}/{subject.Name}",
        _ => null,
    };

    private static bool Has(string name, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
            if (name.Contains(word, StringComparison.Ordinal)) return true;
        return false;
    }

    // The end tells more than the beginning: a file's name ends with what it is.
    private static JsonNode Cut(JsonNode value, int? length) =>
        length is { } most && value is JsonValue v && v.TryGetValue<string>(out var text) && text.Length > most ? text[^most..] : value;

    private static bool Fits(ColumnShape column, JsonNode value) => column.Category switch
    {
        "S" => value is JsonValue v && v.TryGetValue<string>(out _),
        "N" => value is JsonValue v && v.TryGetValue<int>(out _),
        _ => false,
    };

    private JsonNode? ByType(ColumnShape column) => column.Category switch
    {
        "S" => column.MaxLength < subject.Name.Length ? subject.Name[..column.MaxLength.Value] : subject.Name,
        "N" => 1,
        "B" => false,
        "D" => subject.Now.UtcDateTime.ToString(column.Type is "date" ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ssZ"),
        "T" => "1 hour",
        "A" => "{}",
        _ => column.Type switch
        {
            "uuid" => Guid.NewGuid().ToString(),
            "json" or "jsonb" => new JsonObject { ["from"] = subject.Name },
            "bytea" => "\\x00",
            "inet" or "cidr" => "127.0.0.1",
            _ => null,
        },
    };

    private async Task<JsonNode?> ExistingAsync(string table, string column, CancellationToken token)
    {
        var name = table.Split('.');
        var sql = $"select to_jsonb({TableShape.Quote(column)})::text from {TableShape.Quote(name[0])}.{TableShape.Quote(name[^1])} limit 1";
        return await database.ScalarAsync<string>(sql, token) is { } json ? JsonNode.Parse(json) : null;
    }

    // Numbers and booleans of the configuration are texts; REST reads a text as whatever the column is.
    private static JsonNode Written(string value) => value is ['{', ..] or ['[', ..] ? Parsed(value) : JsonValue.Create(value);

    private static JsonNode Parsed(string value)
    {
        try
        {
            return JsonNode.Parse(value) ?? JsonValue.Create(value);
        }
        catch (System.Text.Json.JsonException)
        {
            return JsonValue.Create(value);
        }
    }
}
