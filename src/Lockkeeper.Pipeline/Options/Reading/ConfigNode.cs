namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>A node of a YAML file and where it begins, lines and columns from 1.</summary>
internal abstract record ConfigNode(int Line, int Column)
{
    /// <summary>What it is, in words for a message.</summary>
    public abstract string Noun { get; }
}

/// <summary>A single value; <see cref="Text"/> is null where nothing is written or <c>null</c> or <c>~</c>.</summary>
internal sealed record ConfigScalar(string? Text, int Line, int Column) : ConfigNode(Line, Column)
{
    public override string Noun => Text is null ? "empty" : "a single value";
}

internal sealed record ConfigList(IReadOnlyList<ConfigNode> Items, int Line, int Column) : ConfigNode(Line, Column)
{
    public override string Noun => "a list";
}

internal sealed record ConfigMap(IReadOnlyList<ConfigEntry> Entries, int Line, int Column) : ConfigNode(Line, Column)
{
    public override string Noun => "a group of keys";

    public ConfigNode? this[string key] => Entries.FirstOrDefault(e => string.Equals(e.Key, key, StringComparison.Ordinal))?.Value;
}

/// <summary>A key, where it stands, and its value.</summary>
internal sealed record ConfigEntry(string Key, int Line, int Column, ConfigNode Value);
