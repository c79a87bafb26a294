using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lockkeeper.Tests.Reports;

/// <summary>
/// Checks JSON against docs/report.schema.json. Knows the keywords that the schema uses and refuses any other, so that nothing in
/// the schema is silently not checked.
/// </summary>
internal static class SchemaCheck
{
    private static readonly string[] Annotations = ["$schema", "title", "description", "format"];

    internal static IReadOnlyList<string> Errors(string json) => [.. Errors(JsonNode.Parse(json), Schema(), "report")];

    internal static JsonObject Schema([CallerFilePath] string here = "") =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "report.schema.json")))!.AsObject();

    internal static IEnumerable<string> Errors(JsonNode? value, JsonObject schema, string at) =>
        schema.Where(k => !Annotations.Contains(k.Key, StringComparer.Ordinal)).SelectMany(k => Errors(value, schema, k.Key, k.Value!, at));

    private static IEnumerable<string> Errors(JsonNode? value, JsonObject schema, string keyword, JsonNode rule, string at) => keyword switch
    {
        "type" => Unless(Types(rule).Any(t => IsOf(value, t)), $"{at} is not of type {rule.ToJsonString()}"),
        "const" => Unless(JsonNode.DeepEquals(value, rule), $"{at} is not {rule}"),
        "enum" => Unless(rule.AsArray().Any(r => JsonNode.DeepEquals(r, value)), $"{at} is none of {rule.ToJsonString()}"),
        "pattern" => Unless(!IsOf(value, "string") || Matches(value!, rule), $"{at} does not match {rule}"),
        "minLength" => Unless(!IsOf(value, "string") || value!.GetValue<string>().Length >= rule.GetValue<int>(), $"{at} is too short"),
        "minimum" => Unless(!IsOf(value, "number") || value!.GetValue<double>() >= rule.GetValue<double>(), $"{at} is below {rule}"),
        "maximum" => Unless(!IsOf(value, "number") || value!.GetValue<double>() <= rule.GetValue<double>(), $"{at} is above {rule}"),
        "minItems" => Unless(value is not JsonArray a || a.Count >= rule.GetValue<int>(), $"{at} has too few items"),
        "maxItems" => Unless(value is not JsonArray b || b.Count <= rule.GetValue<int>(), $"{at} has too many items"),
        "items" => value is JsonArray items ? items.SelectMany((v, i) => Errors(v, rule.AsObject(), $"{at}[{i}]")) : [],
        "required" => value is JsonObject o
            ? rule.AsArray().Select(r => r!.GetValue<string>()).Where(r => !o.ContainsKey(r)).Select(r => $"{at}.{r} is missing")
            : [],
        "properties" => value is JsonObject p
            ? rule.AsObject().Where(r => p.ContainsKey(r.Key)).SelectMany(r => Errors(p[r.Key], r.Value!.AsObject(), $"{at}.{r.Key}"))
            : [],
        "additionalProperties" => value is JsonObject q
            ? q.Where(v => !schema["properties"]!.AsObject().ContainsKey(v.Key)).Select(v => $"{at}.{v.Key} is not in the schema")
            : [],
        _ => throw new NotSupportedException($"SchemaCheck does not know the keyword {keyword}; teach it."),
    };

    private static bool Matches(JsonNode value, JsonNode rule) =>
        Regex.IsMatch(value.GetValue<string>(), rule.GetValue<string>(), RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private static IEnumerable<string> Types(JsonNode rule) =>
        rule is JsonArray many ? many.Select(r => r!.GetValue<string>()) : [rule.GetValue<string>()];

    private static bool IsOf(JsonNode? value, string type) => (type, value?.GetValueKind()) switch
    {
        ("null", null) => true,
        ("object", System.Text.Json.JsonValueKind.Object) => true,
        ("array", System.Text.Json.JsonValueKind.Array) => true,
        ("string", System.Text.Json.JsonValueKind.String) => true,
        ("number", System.Text.Json.JsonValueKind.Number) => true,
        ("integer", System.Text.Json.JsonValueKind.Number) => double.IsInteger(value!.GetValue<double>()),
        ("boolean", System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False) => true,
        _ => false,
    };

    private static IEnumerable<string> Unless(bool holds, string error) => holds ? [] : [error];
}
