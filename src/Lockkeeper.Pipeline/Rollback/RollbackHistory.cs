using Lockkeeper.Failures;
using Lockkeeper.Postgres.History;
using Npgsql;
using NpgsqlTypes;

namespace Lockkeeper.Pipeline.Rollback;

/// <summary>Only the last deployment can be undone: a later one may need what it made.</summary>
internal static class RollbackHistory
{
    // Every row carries the number of the transaction that wrote it; the younger, the later.
    private const string LaterSql = """
        select version from supabase_migrations.schema_migrations
        where not version = any ($1)
          and age(xmin) < (select min(age(xmin)) from supabase_migrations.schema_migrations where version = any ($1))
        order by version collate "C"
        """;

    /// <exception cref="DeployFailure">Refused: it was rolled back already, or others came after it.</exception>
    public static async Task RequireLastAsync(NpgsqlConnection connection, DeploymentRecord deployment, CancellationToken token)
    {
        var versions = deployment.Applied.Select(m => m.Version).ToArray();
        var there = (await HistoryTable.ReadAsync(connection, token)).Select(r => r.Version).ToHashSet(StringComparer.Ordinal);
        var gone = versions.Where(v => !there.Contains(v)).ToList();
        if (gone.Count > 0)
        {
            throw Refused(
                $"The history no longer has {string.Join(", ", gone)} of deployment {deployment.DeploymentId}: it was rolled back already, or the history was corrected by hand.",
                "Look at --target=Status; name another deployment with --deployment=ID if that is the one to undo.");
        }

        await using var command = new NpgsqlCommand(LaterSql, connection)
        {
            Parameters = { new NpgsqlParameter { Value = versions, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text } },
        };
        var later = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(token))
        {
            while (await reader.ReadAsync(token)) later.Add(reader.GetString(0));
        }

        if (later.Count == 0) return;
        throw Refused(
            $"After deployment {deployment.DeploymentId} the history got {string.Join(", ", later)}: what is undone below it could break what they made.",
            "Roll back the later deployments first, the last one first, each with --deployment=ID.");
    }

    private static DeployFailure Refused(string message, string next) => DeployFailure.Refused(FailureCode.HistoryChanged, message, next);
}
