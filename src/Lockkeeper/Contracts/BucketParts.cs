using System.Text.Json;

namespace Lockkeeper.Contracts;

/// <summary>The columns of a bucket's row, which is a fact as one JSON text.</summary>
internal static class BucketParts
{
    public static Dictionary<string, string> Of(string definition)
    {
        using var row = JsonDocument.Parse(definition);
        return row.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal);
    }
}
