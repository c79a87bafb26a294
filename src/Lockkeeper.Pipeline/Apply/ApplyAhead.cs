using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Pipeline.Apply;

/// <summary>
/// What Apply needs first, begun on a second core while Cake looks for its tasks: options, login, files. Nothing is asked of the database, and
/// whatever is wrong is left to the run itself to find and to tell.
/// </summary>
public sealed class ApplyAhead : IAsyncDisposable
{
    // Cake's own switches are not among them: with some of them nothing is run.
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "target", "environment", "migrations", "config", "artifacts", "json", "include-out-of-order",
    };

    private readonly Task<Begun?> _begun;
    private bool _isTaken;

    private ApplyAhead(Task<Begun?> begun) => _begun = begun;

    /// <summary>Begins, where these arguments surely mean a run of Apply; else there is nothing to wait for.</summary>
    /// <param name="arguments">As typed.</param>
    /// <param name="sources">What options are read from, besides the arguments.</param>
    /// <param name="time">The clock.</param>
    public static ApplyAhead? Begin(
        IReadOnlyList<string> arguments, Func<IReadOnlyDictionary<string, IReadOnlyList<string>>, OptionSources> sources, TimeProvider time)
    {
        var given = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var argument in arguments)
        {
            var (name, value) = argument.Split('=', 2) is [var n, var v] ? (n, v) : (argument, "");
            if (!name.StartsWith("--", StringComparison.Ordinal) || !Known.Contains(name[2..]) || !given.TryAdd(name[2..], [value])) return null;
        }

        if (!given.TryGetValue("target", out var target) || !string.Equals(target[0], "Apply", StringComparison.OrdinalIgnoreCase)) return null;
        given.Remove("target");
        return new ApplyAhead(Task.Run(() => Prepare(sources(given), time)));
    }

    /// <summary>What was begun for exactly these options; null where they turned out to be others, or where nothing could be begun.</summary>
    internal async Task<Begun?> TakeAsync(DeployOptions options)
    {
        if (await _begun is not { } begun || !begun.IsFor(options)) return null;
        _isTaken = true;
        return begun;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_isTaken && await _begun is { } unused) await unused.Target.DisposeAsync();
    }

    private static Begun? Prepare(OptionSources sources, TimeProvider time)
    {
        try
        {
            var options = DeployOptions.Resolve(sources);
            return options is { Protected: false, Database: not null } ? Begun.Now(options, time) : null;
        }
        catch (DeployFailure)
        {
            return null;
        }
    }

    /// <summary>A run that has begun to connect and to read.</summary>
    /// <param name="Options">What it was begun for.</param>
    /// <param name="Run">Its record.</param>
    /// <param name="Target">Logging in twice: one session holds the deployment lock, one applies.</param>
    /// <param name="Folder">The files.</param>
    internal sealed record Begun(DeployOptions Options, UnrecordedRun Run, TargetDatabase Target, Task<MigrationFolder> Folder)
    {
        public static Begun Now(DeployOptions options, TimeProvider time)
        {
            var run = new UnrecordedRun(options, time);
            var target = RealDatabase.Of(options, $"lockkeeper {run.Id}");
            target.ConnectAhead(2);
            return new Begun(options, run, target, MigrationFiles.ReadAsync(options.MigrationsFolder, CancellationToken.None));
        }

        public bool IsFor(DeployOptions options) =>
            string.Equals(Options.Environment, options.Environment, StringComparison.Ordinal)
            && string.Equals(Options.MigrationsFolder, options.MigrationsFolder, StringComparison.Ordinal)
            && string.Equals(Options.Database?.ConnectionString, options.Database?.ConnectionString, StringComparison.Ordinal);
    }
}
