namespace Lockkeeper.Pipeline.Options.Keys;

/// <summary>Every key of lockkeeper.yaml.</summary>
public static class ConfigurationKeys
{
    /// <summary>The whole file.</summary>
    public static KeyRule Root { get; } = KeyRule.Section(
        "",
        "The configuration of a project.",
        new("project", KeyKind.Text, "the name of the project's folder", "Name of the project, for reports."),
        new("migrations", KeyKind.FilePath, "migrations", "Folder of the migration files."),
        new("environments", KeyKind.Environments, "", "The databases that can be deployed to, by name.")
        {
            Children = [EnvironmentKeys.Environment],
        },
        KeyRule.Section("contract", "What a deployment must leave as it is.",
            KeyRule.Section("preserves", "What must be the same afterwards.",
                new KeyRule("data", KeyKind.TablePatterns, "*",
                    "Tables whose rows must stay: schema.table, schema.* or *, every table that no migration declares."))),
        KeyRule.Section("locks", "How long a migration may wait and run.",
            new("lockTimeout", KeyKind.Duration, "500ms", "Longest wait for one lock in one attempt."),
            new("statementTimeout", KeyKind.Duration, "5m",
                "Longest time for one statement; those that block nobody (CONCURRENTLY, plain VACUUM) take as long as they take."),
            new("deadline", KeyKind.Duration, "5m", "Longest wait for one migration's locks, all attempts together.")),
        EnvironmentKeys.Monitor(isCommon: true),
        SmokeTestKeys.SmokeTests,
        KeyRule.Section("backup", "How backups are made and kept.",
            new("directory", KeyKind.FilePath, "beside the reports", "Folder of the backups."),
            new("jobs", KeyKind.WholeNumber, "4", "Parallel jobs of pg_dump and pg_restore.") { Most = 64 },
            new("lockTimeout", KeyKind.Duration, "30s", "Longest wait for a table that somebody has locked."),
            new("keep", KeyKind.WholeNumber, "14", "How many proven backups of a database are kept for each environment."),
            new("encryptTo", KeyKind.Text, "not encrypted", "Recipient that backups are encrypted to: a public key of age (age1…) or SSH."),
            new("identityFile", KeyKind.FilePath, "none", "File of the private key that opens encrypted backups.")),
        KeyRule.Section("local", "The throwaway server that rehearsals run on.",
            new("pending", KeyKind.WholeNumber, "1", "How many of the newest migrations stay pending when it is built.") { Least = 0 },
            new("seed", KeyKind.FilePath, "<migrations>/local/seed.sql where it exists", "SQL file that fills it with rows."),
            new("scale", KeyKind.WholeNumber, "1", "Multiplies the seeded rows.") { Most = 100_000 }));
}
