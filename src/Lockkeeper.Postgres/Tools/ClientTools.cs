using Lockkeeper.Failures;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Processes;

namespace Lockkeeper.Postgres.Tools;

/// <summary>PostgreSQL's client programs that fit a server: of its own major version, or the nearest newer one.</summary>
/// <param name="Folder">The folder that they are all in.</param>
/// <param name="Major">Their major version.</param>
/// <param name="Version">Their version as they report it, such as 17.6.</param>
public sealed record ClientTools(string Folder, int Major, string Version)
{
    private ContainerPrograms? _container;

    /// <summary>The full path of pg_dump, or its name in the container.</summary>
    public string PgDump => Program("pg_dump");

    /// <summary>The full path of pg_restore, or its name in the container.</summary>
    public string PgRestore => Program("pg_restore");

    /// <summary>The full path of pg_dumpall, or its name in the container.</summary>
    public string PgDumpAll => Program("pg_dumpall");

    /// <summary>Whether they are run in a container, because this machine has none that fit.</summary>
    public bool InContainer => _container is not null;

    /// <summary>Finds the programs for a server of this major version on this machine.</summary>
    /// <exception cref="DeployFailure">
    /// There are none, or only older ones, which refuse a newer server (<see cref="FailureCode.ToolMissing" />).
    /// </exception>
    public static Task<ClientTools> FindAsync(int serverMajor, CancellationToken token) => FindAsync(serverMajor, containers: null, token);

    /// <summary>The same, and where this machine has none that fit, those of the image postgres:MAJOR.</summary>
    /// <exception cref="DeployFailure">There are none either way (<see cref="FailureCode.ToolMissing" />).</exception>
    public static Task<ClientTools> FindAsync(int serverMajor, ContainerRuntime? containers, CancellationToken token) =>
        FindAsync(serverMajor, ToolSearch.OfThisMachine(), containers, token);

    /// <inheritdoc cref="FindAsync(int, ContainerRuntime, CancellationToken)" />
    public static async Task<ClientTools> FindAsync(int serverMajor, ToolSearch search, ContainerRuntime? containers, CancellationToken token)
    {
        var found = await InstalledProgram.AllAsync("pg_dump", search, token);
        if (found.Where(p => p.Major >= serverMajor).MinBy(p => p.Major) is { } best) return new ClientTools(best.Folder, best.Major, best.Version);
        if (containers?.RunAsync is null) throw Missing(serverMajor, found, search, "", inner: null);
        var container = new ContainerPrograms(containers, serverMajor);
        try
        {
            return new ClientTools("", serverMajor, await container.VersionAsync(token)) { _container = container };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Missing(serverMajor, found, search, $" The container {container.Image} could not be used instead: {e.Message}", e);
        }
    }

    /// <summary>Runs one of the programs to its end.</summary>
    /// <param name="command">The program and what it is told.</param>
    /// <param name="folders">The folders that it reads and writes; they exist.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="ChildProcessFailure">It ended with an exit code that was not expected, or its deadline passed.</exception>
    public Task<ChildResult> RunAsync(ChildCommand command, IReadOnlyList<string> folders, CancellationToken token) =>
        _container is null ? ChildProcess.RunAsync(command, token) : _container.RunAsync(command, folders, token);

    private string Program(string name) => _container is null ? Path.Combine(Folder, name) : name;

    private static DeployFailure Missing(
        int serverMajor, IReadOnlyList<InstalledProgram> found, ToolSearch search, string container, Exception? inner)
    {
        var what = found.Count == 0
            ? $"No pg_dump was found in {search}; the server is PostgreSQL {serverMajor}."
            : $"pg_dump is too old for the server, which is PostgreSQL {serverMajor}. Found in {search}: {string.Join(", ", found)}.";
        return DeployFailure.Refused(
            FailureCode.ToolMissing,
            what + container,
            $"{Advice(serverMajor)} Or set PG_BIN to the folder that holds pg_dump {serverMajor}, or start Docker, in which the client of the "
            + $"image postgres:{serverMajor} is used. Then run the same command again.",
            inner);
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
