namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>What the name of a target says about the options.</summary>
internal static class TargetFacts
{
    public const string DefaultTarget = "Default";

    /// <summary>The environment that a target is made for; null where <c>--environment</c> decides.</summary>
    public static string? EnvironmentOf(string target) => target.ToUpperInvariant() switch
    {
        "DEPLOYPRODUCTION" => "production",
        "DEPLOYSTAGING" or "REHEARSESTAGING" => "staging",
        "REHEARSE" or "DEFAULT" => EnvironmentInUse.LocalName,
        _ => null,
    };

    /// <summary>Whether the target looks at a second environment, which <c>--against</c> names.</summary>
    public static bool ComparesEnvironments(string target) => target.Equals("Drift", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the target works on a restored copy of the environment.</summary>
    public static bool WorksOnCopy(string target) => target.Equals("RehearseStaging", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the target contacts no database of an environment.</summary>
    public static bool IsOffline(string target) =>
        target.ToUpperInvariant() is "NEWMIGRATION" or "REPORT" or "VERIFYBACKUP" or "TEST" or "BENCHMARK" or "FORMAT" or "PACK";
}
