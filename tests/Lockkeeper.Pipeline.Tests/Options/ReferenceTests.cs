using System.Text.Json;
using Lockkeeper.Pipeline.Options.Keys;

namespace Lockkeeper.Pipeline.Tests.Options;

/// <summary>lockkeeper.yaml, its schema and its page say what the code does.</summary>
public sealed class ReferenceTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void The_schema_knows_the_same_keys_as_the_code()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "docs", "lockkeeper.schema.json")));

        KeysOf(schema.RootElement, "", schema.RootElement).Should().BeEquivalentTo(KeysOf(ConfigurationKeys.Root, ""));
    }

    [Fact]
    public void The_schema_allows_no_other_key()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "docs", "lockkeeper.schema.json")));

        ClosedObjects(schema.RootElement).Should().OnlyContain(closed => closed).And.HaveCountGreaterThan(10);
    }

    [Fact]
    public void The_page_describes_every_key_with_its_default()
    {
        var page = File.ReadAllText(Path.Combine(Root, "docs", "configuration.md"));

        foreach (var (path, rule) in RulesOf(ConfigurationKeys.Root, "").Where(r => r.Rule.Default.Length > 0))
            page.Should().Contain($"| `{path}` | {rule.Meaning} | {Cell(rule.Default)} |");
    }

    [Fact]
    public void The_page_describes_every_argument_with_its_default()
    {
        var page = File.ReadAllText(Path.Combine(Root, "docs", "configuration.md"));

        foreach (var rule in ArgumentKeys.All)
            page.Should().Contain($"| `--{rule.Name}` | {rule.Meaning} | {Cell(rule.Default)} |");
    }

    [Theory]
    [InlineData("Default", null)]
    [InlineData("DeployStaging", "STAGING_DATABASE_URL")]
    [InlineData("DeployProduction", "PRODUCTION_DATABASE_URL")]
    public void The_projects_own_file_needs_no_more_than_the_url(string target, string? variable)
    {
        using var scene = new OptionsScene().Yaml(File.ReadAllText(Path.Combine(Root, "lockkeeper.yaml")));
        if (variable is not null)
            scene.Variable(variable, "postgresql://u:hunter22@h/app");

        var options = scene.Resolve(target);

        options.Project.Should().Be("insurance-navigator");
        options.Contract.Preserves.Data.Should().Equal("auth.users", "documents.*", "upload_pipeline.*", "storage.buckets", "storage.objects");
    }

    /// <summary>Free words as they are; values that one types in code style.</summary>
    private static string Cell(string text) => text.Contains(' ', StringComparison.Ordinal) ? text : $"`{text}`";

    private static IEnumerable<(string Path, KeyRule Rule)> RulesOf(KeyRule rule, string path) => rule.Children.SelectMany(child =>
        RulesOf(child, Join(path, child.Name)).Prepend((Join(path, child.Name), child)));

    private static IEnumerable<string> KeysOf(KeyRule rule, string path) => RulesOf(rule, path)
        .Select(r => r.Rule.Choices.Count == 0 ? r.Path : $"{r.Path}: {string.Join('|', r.Rule.Choices)}");

    private static IEnumerable<string> KeysOf(JsonElement schema, string path, JsonElement root)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            schema = root.GetProperty("$defs").GetProperty(reference.GetString()!.Split('/')[^1]);
        var own = schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().SelectMany(p => KeysOf(p.Value, Join(path, p.Name), root).Prepend(Named(p.Value, Join(path, p.Name)))).ToArray()
            : [];
        if (path is "environments")
            return KeysOf(schema.GetProperty("additionalProperties"), $"{path}.<environment>", root).Prepend($"{path}.<environment>");
        return schema.TryGetProperty("anyOf", out var any) ? own.Concat(any.EnumerateArray().SelectMany(a => KeysOf(a, path, root))) : own;
    }

    private static string Named(JsonElement schema, string path) => schema.TryGetProperty("enum", out var words)
        ? $"{path}: {string.Join('|', words.EnumerateArray().Select(w => w.GetString()))}"
        : path;

    private static IEnumerable<bool> ClosedObjects(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return schema.ValueKind == JsonValueKind.Array ? schema.EnumerateArray().SelectMany(ClosedObjects) : [];
        var inside = schema.EnumerateObject().SelectMany(p => ClosedObjects(p.Value));
        return schema.TryGetProperty("properties", out var p) && p.ValueKind == JsonValueKind.Object
            ? inside.Append(schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False)
            : inside;
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lockkeeper.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
