namespace Lockkeeper.Benchmarks.Workload;

/// <summary>How a program reaches the database. No TLS: on loopback it would only blur the numbers.</summary>
internal sealed record Address(string Host, int Port, string User, string Password)
{
    /// <summary>With the password: for the environment, never for argv.</summary>
    public string Url => $"postgresql://{User}:{Password}@{Host}:{Port}/{Server.Database}?sslmode=disable";

    /// <summary>What programs over libpq, and those that imitate it, read.</summary>
    public IReadOnlyDictionary<string, string?> Variables => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["PGHOST"] = Host,
        ["PGPORT"] = $"{Port}",
        ["PGUSER"] = User,
        ["PGPASSWORD"] = Password,
        ["PGDATABASE"] = Server.Database,
        ["PGSSLMODE"] = "disable",
    };
}
