namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>Reads the table as types. Its values are valid: bad ones never came in.</summary>
internal sealed class TypedReader(SettingTable table)
{
    public string? Text(string path) => table[path]?.Value;

    public bool Flag(string path) => table[path] is { } given && ValueRules.Flag(given.Value)!.Value;

    public bool? MaybeFlag(string path) => table[path] is { } given ? ValueRules.Flag(given.Value) : null;

    public int Whole(string path, int standard) => table[path] is { } given ? int.Parse(given.Value) : standard;

    public TimeSpan Duration(string path, TimeSpan standard) => table[path] is { } given ? Durations.Parse(given.Value)!.Value : standard;

    public Uri? Address(string path) => table[path] is { } given ? ValueRules.Address(given.Value) : null;

    public IReadOnlyList<string>? List(string path) => table[path]?.Values;

    public TimeOnly Time(string path) => table[path] is { } given ? ValueRules.Time(given.Value)!.Value : TimeOnly.MinValue;

    /// <summary>An absolute path: a relative one begins where it was written.</summary>
    public string FilePath(string path, string standard) => FilePath(path) ?? standard;

    public string? FilePath(string path) => table[path] is { } given ? Path.GetFullPath(given.Value, given.Folder) : null;

    public TEnum Choice<TEnum>(string path, TEnum standard)
        where TEnum : struct, Enum =>
        table[path] is { } given ? Enum.Parse<TEnum>(given.Value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true) : standard;
}
