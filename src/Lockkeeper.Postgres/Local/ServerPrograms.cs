using Lockkeeper.Failures;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Processes;

namespace Lockkeeper.Postgres.Local;

/// <summary>The programs of an installed PostgreSQL server.</summary>
/// <param name="Folder">The folder that holds initdb, pg_ctl and postgres.</param>
/// <param name="Major">Their major version.</param>
internal sealed record ServerPrograms(string Folder, int Major)
{
    public string InitDb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    /// <summary>The asked major version, else the newest; null when no usable one is installed.</summary>
    public static async Task<ServerPrograms?> FindAsync(int? major, ToolSearch search, CancellationToken token)
    {
        // Installed servers are stopped by signals, which Windows does not have; there the server runs as a container.
        if (OperatingSystem.IsWindows())
            return null;
        return (await InstalledProgram.AllAsync("postgres", search, token))
            .Where(p => p.Major >= LocalClusterOptions.OldestMajor && (major is null || p.Major == major))
            .Where(p => Programs.FindIn(p.Folder, "initdb") is not null && Programs.FindIn(p.Folder, "pg_ctl") is not null)
            .OrderByDescending(p => p.Major)
            .Select(p => new ServerPrograms(p.Folder, p.Major))
            .FirstOrDefault();
    }

    /// <summary>There is neither an installed server nor Docker.</summary>
    public static DeployFailure Missing(int? major, ToolSearch search)
    {
        var wanted = major is null ? $"{LocalClusterOptions.OldestMajor} or newer" : $"{major}";
        return DeployFailure.NothingChanged(
            FailureCode.LocalServer,
            FailureSource.Tool,
            $"No PostgreSQL server {wanted} was found in {search}, and there is no Docker to run one in.",
            $"{Advice(major)} Or start Docker, or set PG_BIN to the folder that holds initdb, pg_ctl and postgres.");
    }

    private static string Advice(int? major)
    {
        if (OperatingSystem.IsMacOS())
            return $"Install it: brew install postgresql@{major ?? 17}.";
        if (OperatingSystem.IsWindows())
            return "Install Docker Desktop and start it.";
        var dash = major is null ? "" : $"-{major}";
        return $"Install it: apt-get install postgresql{dash} (Debian, Ubuntu), dnf install postgresql-server (Fedora, RHEL) "
            + $"or apk add postgresql{major ?? 17} (Alpine).";
    }
}
