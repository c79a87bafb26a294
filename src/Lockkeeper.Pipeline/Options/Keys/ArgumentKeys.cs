namespace Lockkeeper.Pipeline.Options.Keys;

/// <summary>Every argument of the command line, Cake's own left out.</summary>
public static class ArgumentKeys
{
    /// <summary>Ours, in the order in which they are documented.</summary>
    public static IReadOnlyList<KeyRule> All { get; } =
    [
        new("environment", KeyKind.EnvironmentName, "what the target says, else local", "The environment to work on."),
        new("against", KeyKind.EnvironmentName, "what the applied migrations imply", "The environment that Drift compares with."),
        new("migrations", KeyKind.FilePath, "migrations", "Folder of the migration files.") { WinsOver = "migrations" },
        new("config", KeyKind.FilePath, "lockkeeper.yaml where it exists", "The configuration file."),
        new("engine", KeyKind.Choice, "npgsql", "What applies the migrations.") { Choices = ["npgsql", "supabase-cli"] },
        new("yes", KeyKind.Flag, "false", "Asks no question; needed without a terminal for production."),
        new("deployment", KeyKind.Text, "the last one of the environment", "The deployment that VerifyBackup, Rollback and Report work on."),
        new("backup", KeyKind.FilePath, "that of --deployment", "Folder of the backup that VerifyBackup proves."),
        new("artifacts", KeyKind.FilePath, "artifacts", "Folder of ledgers and reports."),
        new("accept-hazard", KeyKind.Hazards, "none", "ID@VERSION:reason; takes responsibility for one hazard of one migration. Repeatable."),
        new("outside-window", KeyKind.Text, "no", "The reason to deploy while the window is closed."),
        new("include-out-of-order", KeyKind.Flag, "false", "Applies pending migrations that are older than applied ones."),
        new("rehearsal", KeyKind.Choice, "full", "How much of the backup is restored, to prove it and to rehearse the plan on it; schema: without rows, so neither speaks of data.") { Choices = ["full", "schema", "off"] },
        new("services", KeyKind.Choice, "local", "What answers for the HTTP services beside a throwaway database: Lockkeeper's stand-in, the real ones in containers, or nothing.") { Choices = ["local", "supabase-start", "none"] },
        new("bake", KeyKind.Duration, "10m; 30s for local", "How long the target is watched.") { WinsOver = "monitor.bake" },
        new("scale", KeyKind.WholeNumber, "1", "Multiplies the rows of the local environment.") { WinsOver = "local.scale", Most = 100_000 },
        new("json", KeyKind.Flag, "false", "Prints the report as JSON and nothing else on stdout."),
        new("name", KeyKind.Text, "none", "The name of the file that NewMigration makes."),
        new("applied", KeyKind.Versions, "none", "Versions that Repair records as applied, exactly as their files are now. Repeatable, or separated by commas."),
        new("reverted", KeyKind.Versions, "none", "Versions that Repair takes out of the history. Repeatable, or separated by commas."),
        new("baseline", KeyKind.Version, "none", "The version up to which Repair records everything as applied, in a history that is empty."),
    ];

    /// <summary>The arguments that a LOCKKEEPER_ variable may give. Confirmations are not among them: they are for one run.</summary>
    internal static IReadOnlyList<string> AlsoVariables { get; } = ["environment", "config", "engine", "artifacts", "rehearsal", "json"];

    /// <summary>Cake's own names, long and short.</summary>
    internal static IReadOnlyList<string> OfCake { get; } =
    [
        "target", "t", "working", "w", "verbosity", "v", "description", "descriptions", "showdescription", "showdescriptions", "dryrun",
        "noop", "whatif", "exclusive", "e", "version", "ver", "info", "tree", "showtree", "help", "h", "?", "debug", "d", "bootstrap",
        "skip-bootstrap", "no-report", "noreport", "invalidate-script-cache",
    ];

    /// <summary>Cake's configuration is given by arguments such as <c>--paths_tools</c>.</summary>
    internal static IReadOnlyList<string> PrefixesOfCake { get; } = ["paths_", "nuget_", "settings_", "roslyn_", "cake_"];

    /// <summary>The rule of an argument, names being case-insensitive; null for an unknown one.</summary>
    public static KeyRule? Find(string name)
    {
        foreach (var rule in All)
        {
            if (string.Equals(rule.Name, name, StringComparison.OrdinalIgnoreCase))
                return rule;
        }

        return null;
    }
}
