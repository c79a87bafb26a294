namespace Lockkeeper.Pipeline.Options;

/// <summary>Everything that options are read from, taken once, before any effect.</summary>
/// <param name="Arguments">Command-line arguments without their dashes, as Cake hands them over; a bare <c>--yes</c> has an empty value.</param>
/// <param name="Variables">The environment variables of the process.</param>
/// <param name="RootFolder">The project's folder: where lockkeeper.yaml lies and default paths begin.</param>
/// <param name="CurrentFolder">Where the command was typed: paths on the command line begin here.</param>
/// <param name="Target">The target that was asked for; null or empty means <c>Default</c>.</param>
/// <param name="Interactive">Whether a person can be asked.</param>
public sealed record OptionSources(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Arguments,
    IReadOnlyDictionary<string, string> Variables,
    string RootFolder,
    string CurrentFolder,
    string? Target,
    bool Interactive)
{
    /// <summary>Names no value: arguments and variables hold secrets.</summary>
    public override string ToString() => $"{nameof(OptionSources)} {{ Target = {Target}, RootFolder = {RootFolder} }}";
}
