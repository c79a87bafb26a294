using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Pipeline;

/// <summary>A configured database, for targets to which the throwaway server means nothing.</summary>
internal static class RealDatabase
{
    /// <summary>How to connect to it; nothing is contacted.</summary>
    /// <exception cref="DeployFailure">The environment is local: exit code 2.</exception>
    public static TargetDatabase Of(DeployOptions options, string applicationName) => options.Database is { } settings
        ? TargetDatabase.For(settings, applicationName)
        : throw Needed(options);

    /// <summary>The environment is local, and the target wants a database that stays.</summary>
    public static DeployFailure Needed(DeployOptions options) => DeployFailure.BadConfiguration([
        new Problem(
            "--environment",
            $"{options.Target} needs a database that stays, and {options.Environment} is a throwaway server that is gone when the command ends.",
            "Write \"environments: { development: {} }\" into lockkeeper.yaml, run: export "
            + "DEVELOPMENT_DATABASE_URL=postgresql://user:password@host:5432/postgres, and give --environment=development."),
    ]);
}
