using Lockkeeper.Failures;

namespace Lockkeeper.Postgres.Tools;

/// <summary>PostgreSQL's client programs that fit a server: of its own major version, or the nearest newer one.</summary>
/// <param name="Folder">The folder that they are all in.</param>
/// <param name="Major">Their major version.</param>
/// <param name="Version">Their version as they report it, such as 17.6.</param>
public sealed record ClientTools(string Folder, int Major, string Version)
{
    /// <summary>The full path of pg_dump.</summary>
    public string PgDump => Path.Combine(Folder, "pg_dump");

    /// <summary>The full path of pg_restore.</summary>
    public string PgRestore => Path.Combine(Folder, "pg_restore");

    /// <summary>Finds the programs for a server of this major version on this machine.</summary>
    /// <exception cref="DeployFailure">
    /// There are none, or only older ones, which refuse a newer server (<see cref="FailureCode.ToolMissing" />).
    /// </exception>
    public static Task<ClientTools> FindAsync(int serverMajor, CancellationToken token) =>
        FindAsync(serverMajor, ToolSearch.OfThisMachine(), token);

    /// <inheritdoc cref="FindAsync(int, CancellationToken)" />
    public static async Task<ClientTools> FindAsync(int serverMajor, ToolSearch search, CancellationToken token)
    {
        var found = await InstalledProgram.AllAsync("pg_dump", search, token);
        var best = found.Where(p => p.Major >= serverMajor).MinBy(p => p.Major) ?? throw Missing(serverMajor, found, search);
        return new ClientTools(best.Folder, best.Major, best.Version);
    }

    private static DeployFailure Missing(int serverMajor, IReadOnlyList<InstalledProgram> found, ToolSearch search)
    {
        var what = found.Count == 0
            ? $"No pg_dump was found in {search}; the server is PostgreSQL {serverMajor}."
            : $"pg_dump is too old for the server, which is PostgreSQL {serverMajor}. Found in {search}: {string.Join(", ", found)}.";
        return DeployFailure.Refused(
            FailureCode.ToolMissing,
            what,
            $"{Advice(serverMajor)} Or set PG_BIN to the folder that holds pg_dump {serverMajor}. Then run the same command again.");
    }

    private static string Advice(int major)
    {
        if (OperatingSystem.IsMacOS())
            return $"Install it: brew install postgresql@{major}.";
        return OperatingSystem.IsWindows()
            ? $"Install PostgreSQL {major}'s command line tools (winget install PostgreSQL.PostgreSQL.{major})."
            : $"Install it: apt-get install postgresql-client-{major} (Debian, Ubuntu; from apt.postgresql.org where the distribution "
                + $"has an older one) or dnf install postgresql{major} (Fedora, RHEL).";
    }
}
