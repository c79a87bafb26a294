using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// Lets transactions that go out together wait for the disk once, and not each by itself. The server's log is written in order: when the last
/// COMMIT is on the disk, all before it are. Until then none of them may be told as applied, as a crash could take it back.
/// </summary>
/// <param name="Together">Whether all but the last COMMIT go on without waiting.</param>
internal sealed record Durability(bool Together)
{
    /// <summary>An expression: whether this role may write into the server's log, which is how <see cref="WaitAsync"/> waits.</summary>
    public const string MayBeTogetherSql = """
        (select coalesce(bool_and(has_function_privilege(p.oid, 'execute')), false) from pg_catalog.pg_proc p
         where p.proname = 'pg_logical_emit_message' and p.pronamespace = 'pg_catalog'::regnamespace)
        """;

    /// <summary>
    /// Waits until all that was committed before, by whomever, is on the disk: something is logged behind it, and waited for. Needed where the last
    /// COMMIT was not reached.
    /// </summary>
    public async Task WaitAsync(NpgsqlConnection connection, CancellationToken token)
    {
        if (!Together) return;
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select pg_catalog.set_config('synchronous_commit', 'on', true)"),
                new("select pg_catalog.pg_logical_emit_message(true, 'lockkeeper', 'all that was committed before this is durable')"),
            },
        };
        await batch.ExecuteNonQueryAsync(token);
    }
}
