using Lockkeeper.Pipeline.Options.Reading;

namespace Lockkeeper.Pipeline.Options;

/// <summary>Whether standard output belongs to JSON alone: asked before the first line is printed, and answered as the options do.</summary>
public static class JsonWanted
{
    /// <param name="arguments">As typed.</param>
    /// <param name="variable">The value of LOCKKEEPER_JSON.</param>
    public static bool By(IEnumerable<string> arguments, string? variable)
    {
        var given = arguments.LastOrDefault(a => a.Split('=')[0].Equals("--json", StringComparison.OrdinalIgnoreCase));
        return given is null ? ValueRules.Flag(variable ?? "") is true : !given.Contains('=') || ValueRules.Flag(given.Split('=', 2)[1]) is true;
    }
}
