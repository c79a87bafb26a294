namespace Lockkeeper.Pipeline.Options.Keys;

/// <summary>A key of lockkeeper.yaml or an argument of the command line: the one description that reading, schema and docs share.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Kind">What its value has to look like.</param>
/// <param name="Default">What holds where it is not given, in words; empty for sections.</param>
/// <param name="Meaning">One sentence.</param>
public sealed record KeyRule(string Name, KeyKind Kind, string Default, string Meaning)
{
    /// <summary>The keys below a section.</summary>
    public IReadOnlyList<KeyRule> Children { get; init; } = [];

    /// <summary>The allowed words of a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The smallest allowed number.</summary>
    public int Least { get; init; } = 1;

    /// <summary>The largest allowed number.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>For an argument: the path of the key that it wins over.</summary>
    public string? WinsOver { get; init; }

    /// <summary>Whether the value is several, one a line, one a repeated argument, or separated by commas in a variable.</summary>
    public bool IsList => Kind is KeyKind.WebAddresses or KeyKind.Days or KeyKind.TablePatterns or KeyKind.Hazards or KeyKind.Versions or KeyKind.SmokeTests or KeyKind.Names;

    /// <summary>Whether its value is in no message.</summary>
    public bool IsSecret => Kind is KeyKind.Secret or KeyKind.PublishableKey or KeyKind.SecretKey or KeyKind.DatabaseAddress;

    /// <summary>A key that only holds others.</summary>
    public static KeyRule Section(string name, string meaning, params KeyRule[] children) =>
        new(name, KeyKind.Section, "", meaning) { Children = children };

    /// <summary>The key below this section, or null.</summary>
    public KeyRule? Child(string name)
    {
        foreach (var child in Children)
        {
            if (string.Equals(child.Name, name, StringComparison.Ordinal))
                return child;
        }

        return null;
    }
}
