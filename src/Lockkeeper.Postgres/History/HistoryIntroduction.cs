using Lockkeeper.Evidence;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Postgres.History;

/// <summary>
/// Who a server is, and what may be asked of it next: a table or a privilege that is missing would fail the query that names it.
/// </summary>
/// <param name="Server">As it introduced itself, without its identifier.</param>
/// <param name="Mode">Whether it takes writes.</param>
/// <param name="ShowsIdentifier">Whether its identifier may be asked for.</param>
/// <param name="Rows">What reads the history's rows; null where there is no history.</param>
public sealed record HistoryIntroduction(TargetIdentity Server, ServerMode Mode, bool ShowsIdentifier, string? Rows)
{
    /// <summary>The question.</summary>
    /// <param name="answered">Given the answer.</param>
    public static LockedQuestion Question(Action<HistoryIntroduction> answered) => new(
        [ServerIntroduction.Sql, ServerMode.Sql, HistoryTable.ColumnsSql],
        async (connection, reader, token) =>
        {
            var (server, showsIdentifier) = await ServerIntroduction.ReadAsync(connection, reader, token);
            await reader.NextResultAsync(token);
            var mode = await ServerMode.ReadAsync(reader, token);
            await reader.NextResultAsync(token);
            await reader.ReadAsync(token);
            answered(new HistoryIntroduction(server, mode, showsIdentifier, HistoryTable.RowsSql(await reader.GetFieldValueAsync<string[]>(0, token))));
        });
}
