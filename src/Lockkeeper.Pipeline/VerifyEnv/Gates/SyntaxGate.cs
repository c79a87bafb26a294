using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Npgsql;

namespace Lockkeeper.Pipeline.VerifyEnv.Gates;

/// <summary>Every pending file must be SQL to the very server that is to run it, before the first of them is applied.</summary>
internal static class SyntaxGate
{
    /// <summary>Looked at last: what another gate refuses need not be parsed.</summary>
    /// <exception cref="DeployFailure">The server cannot parse a file: exit 4, nothing was changed. Each file's first mistake is listed.</exception>
    public static async Task RequireAsync(NpgsqlConnection connection, IReadOnlyList<Migration> pending, CancellationToken token)
    {
        var problems = await SyntaxCheck.FindAsync(connection, pending, token);
        if (problems.Count == 0) return;
        var list = string.Concat(problems.Select(p => $"\n  - {p}"));
        throw new DeployFailure(FailureCode.MigrationSyntax, $"The server cannot parse what is pending; nothing of it was run:{list}")
        {
            FailedBy = FailureSource.Server,
            ExitCode = ExitCode.NothingChanged,
            SqlState = PostgresErrorCodes.SyntaxError,
            Problems = problems,
            Next = "Correct the files, rehearse with ./build.sh, then run the same command again.",
        };
    }
}
