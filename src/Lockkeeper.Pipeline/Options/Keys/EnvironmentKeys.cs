using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Options.Keys;

/// <summary>The keys of one environment.</summary>
internal static class EnvironmentKeys
{
    public static KeyRule Environment { get; } = KeyRule.Section(
        "<environment>",
        "One database and what belongs to it.",
        Database,
        KeyRule.Section("supabase", "The Supabase project beside the database.",
            new("url", KeyKind.ServiceAddress, "https://<projectRef>.supabase.co", "Base address of its services."),
            new("publishableKey", KeyKind.PublishableKey, "none", "The key that acts as anon."),
            new("secretKey", KeyKind.SecretKey, "none", "The key that acts as service_role."),
            new("projectRef", KeyKind.ProjectRef, "none", "The project's 20 letters; without database they make the connection."),
            new("pooler", KeyKind.HostName, "direct connection", "Host of the session pooler, used instead of the direct connection."),
            new("poolerUrl", KeyKind.Secret, "none", "A postgresql:// URL through a pooler, as the product connects; the smoke tests write and read through it, too."),
            new("managementUrl", KeyKind.WebAddress, "https://api.supabase.com", "Base address of the management interface.")),
        KeyRule.Section("api", "The product's own services, for the smoke tests.",
            new("health", KeyKind.WebAddresses, "none", "Addresses that answer with success (2xx) when healthy."),
            new("upload", KeyKind.WebAddress, "none", "Where documents are uploaded."),
            new("worker", KeyKind.WebAddress, "none", "Where the worker answers for itself.")),
        KeyRule.Section("window", "When deployments may begin; without it, at any time.",
            new("days", KeyKind.Days, "every day", "Days on which the window opens."),
            new("from", KeyKind.TimeOfDay, "00:00", "Time of day at which it opens."),
            new("to", KeyKind.TimeOfDay, "24:00", "Time of day at which it closes; earlier than from means on the next day."),
            new("timeZone", KeyKind.TimeZone, "UTC", "Whose clock, as an IANA name.")),
        new("requires", KeyKind.Ages, "none", "Environments that must have taken the same migrations, and how long ago at most."),
        KeyRule.Section("identity", "What the server has to be.",
            new KeyRule("systemIdentifier", KeyKind.Digits, "learnt on first use", "The system identifier of the cluster.")),
        new("protected", KeyKind.Flag, "true for staging and production",
            "Whether a mistake here would hurt: Apply is refused, and a person must confirm."),
        Monitor(isCommon: false),
        SmokeTestKeys.SmokeTests);

    /// <summary>How the target is watched; an environment may say it differently, and otherwise does as the common section says.</summary>
    public static KeyRule Monitor(bool isCommon) => KeyRule.Section("monitor", "How the target is watched after the migrations are committed.",
        new("bake", KeyKind.Duration, "10m; 30s for local", "How long it is watched."),
        new("interval", KeyKind.Duration, "10s; 2s for local", "Time between two samples; not longer than bake."),
        new("failureLimit", KeyKind.WholeNumber, "3", "Bad samples in a row that make the verdict a failure."),
        new("onFailure", KeyKind.Choice, "rollback", "What happens when smoke tests or the monitor fail.")
        {
            Choices = ["rollback", "stop"],
        },
        new("baseline", KeyKind.Duration, "30s; 2s for local; never longer than bake", "How long it is watched before the migrations, to know what is normal."),
        KeyRule.Section("thresholds", "What each metric may reach: an amount (5, 15%, 250ms, 20MB), the baseline multiplied (3x), the baseline and more (+250ms); of several the largest counts. Or off.",
            [.. Metrics.All.Select(m => new KeyRule(m.Key, KeyKind.Threshold, isCommon ? m.Limit : "", m.Meaning))]));

    private static KeyRule Database => new(
        "database", KeyKind.DatabaseAddress, "<ENVIRONMENT>_DATABASE_URL, else made of supabase.projectRef",
        "A postgresql:// URL, or the keys below. Not for local, which is always a throwaway server.")
    {
        Children =
        [
            new("host", KeyKind.HostName, "PGHOST", "Host name or address."),
            new("port", KeyKind.WholeNumber, "PGPORT, else 5432", "Port.") { Most = 65535 },
            new("user", KeyKind.Text, "PGUSER", "Role that deploys."),
            new("password", KeyKind.Secret, "<ENVIRONMENT>_DB_PASSWORD, PGPASSWORD or PGPASSFILE", "Its password."),
            new("name", KeyKind.Text, "PGDATABASE, else postgres", "Name of the database."),
            new("sslmode", KeyKind.Choice, "PGSSLMODE, else prefer", "As in libpq.")
            {
                Choices = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
            },
        ],
    };
}
