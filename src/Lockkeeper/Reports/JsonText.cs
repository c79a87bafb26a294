using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lockkeeper.Evidence;

namespace Lockkeeper.Reports;

/// <summary>Writes small JSON answers by hand: no reflection, so nothing to pay at start-up.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Action<Utf8JsonWriter> content)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options)) content(json);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static void Target(Utf8JsonWriter json, TargetIdentity target)
    {
        json.WriteStartObject("target");
        json.WriteString("host", target.Host);
        json.WriteNumber("port", target.Port);
        json.WriteString("database", target.Database);
        json.WriteString("serverVersion", target.ServerVersion);
        json.WriteString("systemIdentifier", target.SystemIdentifier);
        json.WriteEndObject();
    }

    public static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
