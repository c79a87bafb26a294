using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Pipeline;

/// <summary>Work that can be done beside the start of the program, because nothing depends on what it was told.</summary>
public static class StartUp
{
    /// <summary>Whether these arguments name a target: help and the list of targets connect to nothing.</summary>
    public static bool MayConnect(IEnumerable<string> arguments) =>
        arguments.Any(a => a.StartsWith("--target=", StringComparison.OrdinalIgnoreCase)) && Environment.ProcessorCount > 1;

    /// <summary>Begins to load the code that connecting needs; nobody waits for it, and no database is contacted.</summary>
    public static void LoadAhead() => _ = Task.Run(TargetDatabase.LoadAheadAsync);
}
