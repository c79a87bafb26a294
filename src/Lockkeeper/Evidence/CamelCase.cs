using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockkeeper.Evidence;

/// <summary>Writes an enum value by its name in camelCase and reads nothing else: a number in a ledger would change meaning silently.</summary>
internal sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
