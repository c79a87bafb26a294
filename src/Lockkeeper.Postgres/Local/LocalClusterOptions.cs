using Lockkeeper.Postgres.Tools;

namespace Lockkeeper.Postgres.Local;

/// <summary>What kind of throwaway server is wanted.</summary>
public sealed record LocalClusterOptions
{
    /// <summary>The oldest major version that is accepted.</summary>
    public const int OldestMajor = 15;

    /// <summary>The major version; null: the newest that is installed.</summary>
    public int? Major { get; init; }

    /// <summary>The superuser's name; Supabase's own by default.</summary>
    public string Superuser { get; init; } = "supabase_admin";

    /// <summary>The folder below which the server's own folder is made; null: the system's temporary folder.</summary>
    public string? Below { get; init; }

    /// <summary>How long a start may take in all.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Where installed programs are looked for; null: on this machine as usual.</summary>
    public ToolSearch? Search { get; init; }

    /// <summary>Settings beside those of every throwaway server, as <c>name = value</c> lines; they win.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Settings with which the server's log is a file that a superuser can read through SQL, for whoever watches it.</summary>
    public static IReadOnlyList<string> ReadableLog { get; } = ["logging_collector = on", "log_destination = 'jsonlog'"];

    /// <summary>How to run the server as a container where none is installed; null: that is not possible.</summary>
    public ContainerRuntime? Containers { get; init; }
}
