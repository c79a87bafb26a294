using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Npgsql;

namespace Lockkeeper.Pipeline.VerifyEnv.Gates;

/// <summary>Every pending file must be SQL to the very server that is to run it, before the first of them is applied.</summary>
internal static class SyntaxGate
{
    public static async Task<IEnumerable<GateFinding>> LookAsync(
        NpgsqlConnection connection, IReadOnlyList<Migration> pending, CancellationToken token) =>
        (await SyntaxCheck.FindAsync(connection, pending, token)).Select(problem => new GateFinding(FailureCode.MigrationSyntax, problem));
}
