using System.Globalization;
using Lockkeeper.Evidence;
using Lockkeeper.Rollback;
using Npgsql;
using NpgsqlTypes;

namespace Lockkeeper.Postgres.Rollback;

/// <summary>
/// Brings back rows and values of tables that stay. Which rows the migrations wrote is told by the number of the transaction that every row
/// carries; a row that somebody has written since carries another one and is left alone.
/// </summary>
internal sealed class RowUndo(NpgsqlConnection connection, UndoWork work)
{
    private const string Backup = "pg_temp.lockkeeper_backup";

    private readonly long[] _ids = [.. work.TransactionIds];

    /// <summary>Brings back the rows of every table that the plan names.</summary>
    /// <exception cref="ManualNeededException">It is not certain which rows the migrations wrote, or somebody has written them since.</exception>
    public async Task<IReadOnlyList<ReturnedRows>> RunAsync(CancellationToken token)
    {
        var returned = new List<ReturnedRows>();
        foreach (var trigger in work.Plan.Quiet) await ExecuteAsync(trigger.Disable, token);
        foreach (var table in work.Plan.ReadTables)
        {
            await LoadAsync(table, token);
            foreach (var rows in work.Plan.Rows.Where(r => string.Equals(r.Table, table, StringComparison.Ordinal))) returned.Add(await ReturnAsync(rows, token));
            foreach (var column in work.Plan.Columns.Where(c => c.Key.Count > 0 && string.Equals(c.Table, table, StringComparison.Ordinal)))
                returned.Add(await ReturnAsync(column, token));
            await ExecuteAsync($"drop table {Backup}", token);
        }

        foreach (var trigger in work.Plan.Quiet) await ExecuteAsync(trigger.Enable, token);
        return returned;
    }

    // Deferred constraints of the table would have to wait for the drop of what was read beside it; a copy has none.
    private async Task LoadAsync(string table, CancellationToken token)
    {
        await ExecuteAsync($"lock table {table} in share row exclusive mode", token);
        await ExecuteAsync($"create temporary table lockkeeper_backup (like {table}) on commit drop", token);
        await ExecuteAsync($"do $$ declare c name; begin for c in select attname from pg_catalog.pg_attribute where attrelid = '{Backup}'::pg_catalog.regclass and attnotnull and attnum > 0 and not attisdropped loop execute pg_catalog.format('alter table {Backup} alter column %I drop not null', c); end loop; end $$", token);
        await new RowFile(work.RowFiles[table]).CopyAsync(connection, Backup, token);
        await ExecuteAsync($"analyze {Backup}", token);
    }

    private async Task<ReturnedRows> ReturnAsync(RowReturn rows, CancellationToken token)
    {
        var (table, mine) = (rows.Table, "t.xmin::text::bigint = any ($1)");
        if (rows.Key.Count == 0) return await RefillAsync(rows, mine, token);
        var same = Same(rows.Key);
        var found = await CountAsync(
            $"""
            select (select count(*) from {table} t where {mine} and not exists (select from {Backup} b where {same})),
                   (select count(*) from {table} t where {mine} and exists (select from {Backup} b where {same})),
                   (select count(*) from {Backup} b where not exists (select from {table} t where {same})),
                   (select count(*) from {table} t where not ({mine}) and exists (select from {Backup} b where {same}))
            """,
            token);
        RequireCertain(rows, found);
        var removed = await ExecuteAsync($"delete from {table} t where {mine}{(rows.Truncated ? "" : $" and not exists (select from {Backup} b where {same})")}", token);
        var back = 0L;
        if (rows is { Updated: > 0, Truncated: false, Settable.Count: > 0 })
        {
            var set = string.Join(", ", rows.Settable.Select(c => $"{c} = b.{c}"));
            back += await ExecuteAsync($"update {table} t set {set} from {Backup} b where {same} and {mine}", token);
        }

        back += await ExecuteAsync(
            $"insert into {table} ({Listed(rows)}) overriding system value select {Listed(rows)} from {Backup} b where not exists (select from {table} t where {same})", token);
        return new ReturnedRows(table, back, removed);
    }

    private async Task<ReturnedRows> RefillAsync(RowReturn rows, string mine, CancellationToken token)
    {
        var others = await CountAsync($"select (select count(*) from {rows.Table} t where not ({mine})), 0::bigint, 0::bigint, 0::bigint", token);
        if (others[0] > 0) throw Manual(rows, $"it was emptied, {others[0]:N0} rows have been written since, and without a primary key nobody can tell whether they are among those of the backup");
        var removed = await ExecuteAsync($"delete from {rows.Table} t where {mine}", token);
        return new ReturnedRows(rows.Table, await ExecuteAsync($"insert into {rows.Table} ({Listed(rows)}) overriding system value select {Listed(rows)} from {Backup}", token), removed);
    }

    private void RequireCertain(RowReturn rows, IReadOnlyList<long> found)
    {
        var (inserted, updated, absent, kept) = (found[0], found[1], found[2], found[3]);
        if (rows.Truncated)
        {
            if (kept > 0) throw Manual(rows, string.Create(CultureInfo.InvariantCulture, $"it was emptied, and {kept:N0} rows have been written since under keys of rows of the backup"));
            return;
        }

        // Rows that a migration inserted and deleted again are in neither.
        if (updated == rows.Updated && inserted <= rows.Inserted && rows.Inserted - inserted == rows.Deleted - absent) return;
        throw Manual(rows, string.Create(
            CultureInfo.InvariantCulture,
            $"the migrations inserted {rows.Inserted:N0}, updated {rows.Updated:N0} and deleted {rows.Deleted:N0} rows; {inserted:N0} and {updated:N0} of those are still as they left "
            + $"them, and {absent:N0} rows of the backup are gone. So somebody else has written some of them, and nobody can tell which"));
    }

    private async Task<ReturnedRows> ReturnAsync(ColumnReturn column, CancellationToken token)
    {
        var same = Same(column.Key);
        var back = await ExecuteAsync($"update {column.Table} t set {column.Column} = b.{column.Column} from {Backup} b where {same} and b.{column.Column} is not null", token);
        if (column.Default is { } value)
            await ExecuteAsync($"update {column.Table} t set {column.Column} = {value} where not exists (select from {Backup} b where {same})", token);
        return new ReturnedRows($"{column.Table} ({column.Column})", back, 0);
    }

    private ManualNeededException Manual(RowReturn rows, string why) => new([
        new ManualStep($"table {rows.Table}", $"{why}.", [$"-- the rows of the backup: {ManualCommands.Rows(work.Plan.Backup, rows.Table)}"]),
    ]);

    private static string Same(IReadOnlyList<string> key) => string.Join(" and ", key.Select(c => $"b.{c} = t.{c}"));

    private static string Listed(RowReturn rows) => string.Join(", ", rows.Columns);

    private async Task<IReadOnlyList<long>> CountAsync(string sql, CancellationToken token)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return [reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)];
    }

    private async Task<long> ExecuteAsync(string sql, CancellationToken token)
    {
        await using var command = Command(sql);
        return Math.Max(await command.ExecuteNonQueryAsync(token), 0);
    }

    private NpgsqlCommand Command(string sql)
    {
        var command = new NpgsqlCommand(sql, connection);
        if (sql.Contains("$1", StringComparison.Ordinal)) command.Parameters.Add(new NpgsqlParameter { Value = _ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        return command;
    }
}
