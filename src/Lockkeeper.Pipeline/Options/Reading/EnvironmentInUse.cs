namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>The environment that a run works on and what that means for its keys.</summary>
/// <param name="Name">As written in lockkeeper.yaml.</param>
/// <param name="Offline">Whether the target contacts no database, so that its connection is not asked for.</param>
internal sealed record EnvironmentInUse(string Name, bool Offline)
{
    /// <summary>Where its keys are in the table.</summary>
    public const string Key = "environment";

    /// <summary>The throwaway environment.</summary>
    public const string LocalName = "local";

    private static readonly string[] Implicit = [LocalName, "staging", "production"];

    /// <summary>The environments that exist without being configured.</summary>
    public static IReadOnlyList<string> AlwaysThere => Implicit;

    /// <summary>The name as reports and evidence write it, so that one environment never goes by two names.</summary>
    public static string Spelled(string name) =>
        Array.Find(Implicit, known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) ?? name;

    public bool IsLocal => Is(LocalName);

    /// <summary>Whether it is protected where the file does not say.</summary>
    public bool ProtectedByDefault => Is("staging") || Is("production");

    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    /// <summary><c>PRODUCTION_DATABASE_URL</c> for <c>DATABASE_URL</c>.</summary>
    public string Variable(string suffix) =>
        string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')) + "_" + suffix;

    /// <summary>Whether the key's value is wanted at all: targets that contact nothing need no connection.</summary>
    public bool Contacts(string path) =>
        !Offline || !(path.StartsWith("environment.database", StringComparison.Ordinal)
            || path.StartsWith("environment.supabase", StringComparison.Ordinal)
            || path.StartsWith("environment.api", StringComparison.Ordinal));

    /// <summary>What else can be done about an unset variable of this key.</summary>
    public string Hint(string path) => string.Equals(path, "environment.database", StringComparison.Ordinal)
        ? $" (a postgresql:// URL), or set {Variable("DATABASE_URL")}, which wins over the file."
        : "";
}
