using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockkeeper.Evidence;

/// <summary>Writes instants as UTC with milliseconds and a Z, so that ledgers and reports of all machines sort and compare as text.</summary>
internal sealed class UtcTime : JsonConverter<DateTimeOffset>
{
    internal const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    internal static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Text(value));
}
