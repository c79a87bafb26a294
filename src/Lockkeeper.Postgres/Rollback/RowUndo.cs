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
    private const string Mine = "t.xmin::text::bigint = any ($1)";

    private readonly long[] _ids = [.. work.TransactionIds];
    private readonly Dictionary<string, string> _copies = new(StringComparer.Ordinal);

    /// <summary>Brings back the rows of every table that the plan names.</summary>
    /// <exception cref="ManualNeededException">It is not certain which rows the migrations wrote, or somebody has written them since.</exception>
    public async Task<IReadOnlyList<ReturnedRows>> RunAsync(CancellationToken token)
    {
        var plan = work.Plan;
        foreach (var trigger in plan.Quiet) await ExecuteAsync(trigger.Disable, token);
        foreach (var table in plan.ReadTables) await LoadAsync(table, token);
        var uncertain = new List<ManualStep>();
        foreach (var rows in plan.Rows)
        {
            if (await UncertaintyAsync(rows, token) is { } why)
                uncertain.Add(new ManualStep($"table {rows.Table}", $"{why}.", [$"-- the rows of the backup: {ManualCommands.Rows(plan.Backup, rows.Table)}"]));
        }

        if (uncertain.Count > 0) throw new ManualNeededException(uncertain);
        var removed = new Dictionary<string, long>(StringComparer.Ordinal);
        // Referencing tables stand behind the ones that they refer to: their rows go first and come last.
        foreach (var rows in plan.Rows.Reverse()) removed[rows.Table] = await RemoveAsync(rows, token);
        var returned = new List<ReturnedRows>();
        foreach (var rows in plan.Rows) returned.Add(new ReturnedRows(rows.Table, await ReturnAsync(rows, token), removed[rows.Table]));
        foreach (var column in plan.Columns.Where(c => c.Key.Count > 0)) returned.Add(await ReturnAsync(column, token));
        foreach (var copy in _copies.Values) await ExecuteAsync($"drop table {copy}", token);
        foreach (var trigger in plan.Quiet) await ExecuteAsync(trigger.Enable, token);
        return returned;
    }

    // The rows of the dump beside the table, which nobody writes from now on. Generated columns stay empty there.
    private async Task LoadAsync(string table, CancellationToken token)
    {
        var copy = _copies[table] = $"pg_temp.lockkeeper_backup_{_copies.Count}";
        await ExecuteAsync($"lock table {table} in share row exclusive mode", token);
        await ExecuteAsync($"create temporary table {copy} (like {table}) on commit drop", token);
        await ExecuteAsync(
            $"""
            do $$ declare c name; begin
              for c in select attname from pg_catalog.pg_attribute where attrelid = '{copy}'::pg_catalog.regclass and attnotnull and attnum > 0 and not attisdropped
              loop execute pg_catalog.format('alter table {copy} alter column %I drop not null', c); end loop;
            end $$
            """,
            token);
        await new RowFile(work.RowFiles[table]).CopyAsync(connection, copy, token);
        await ExecuteAsync($"analyze {copy}", token);
    }

    // Why nobody can tell which rows the migrations wrote; null where it is certain.
    private async Task<string?> UncertaintyAsync(RowReturn rows, CancellationToken token)
    {
        var (table, copy, same) = (rows.Table, _copies[rows.Table], Same(rows.Key));
        if (rows.Key.Count == 0)
        {
            var others = (await CountAsync($"select (select count(*) from {table} t where not ({Mine}))", token))[0];
            return others == 0 ? null : Text($"it was emptied, {others:N0} rows have been written since, and without a primary key nobody can tell whether they are among those of the backup");
        }

        var found = await CountAsync(
            $"""
            select (select count(*) from {table} t where {Mine} and not exists (select from {copy} b where {same})),
                   (select count(*) from {table} t where {Mine} and exists (select from {copy} b where {same})),
                   (select count(*) from {copy} b where not exists (select from {table} t where {same})),
                   (select count(*) from {table} t where not ({Mine}) and exists (select from {copy} b where {same}))
            """,
            token);
        var (inserted, updated, absent, kept) = (found[0], found[1], found[2], found[3]);
        if (rows.Truncated)
            return kept == 0 ? null : Text($"it was emptied, and {kept:N0} rows have been written since under keys of rows of the backup");
        // Rows that a migration inserted and deleted again are in neither.
        var tally = inserted <= rows.Inserted && rows.Inserted - inserted == rows.Deleted - absent;
        // A row that is updated twice, or inserted and then updated, counts twice. Then it is certain only where all other rows are as in the backup.
        if (tally && (updated == rows.Updated || await AreOthersUnchangedAsync(rows, token))) return null;
        return Text(
            $"the migrations wrote {rows.Inserted:N0} + {rows.Updated:N0} - {rows.Deleted:N0} rows (new, changed, gone); as they left them are {inserted:N0} + {updated:N0}, and {absent:N0} of the backup are gone: somebody else wrote some of them");
    }

    private async Task<bool> AreOthersUnchangedAsync(RowReturn rows, CancellationToken token)
    {
        string Row(string alias) => $"row({string.Join(", ", rows.Columns.Select(c => $"{alias}.{c}"))})::text";
        return (await CountAsync(
            $"""
            select count(*) from {rows.Table} t join {_copies[rows.Table]} b on {Same(rows.Key)} where not ({Mine}) and {Row("t")} is distinct from {Row("b")}
            """,
            token))[0] == 0;
    }

    private Task<long> RemoveAsync(RowReturn rows, CancellationToken token) => ExecuteAsync(
        $"delete from {rows.Table} t where {Mine}{(rows.Truncated ? "" : $" and not exists (select from {_copies[rows.Table]} b where {Same(rows.Key)})")}", token);

    private async Task<long> ReturnAsync(RowReturn rows, CancellationToken token)
    {
        var (copy, same, columns) = (_copies[rows.Table], Same(rows.Key), string.Join(", ", rows.Columns));
        var back = 0L;
        if (rows is { Updated: > 0, Truncated: false, Settable.Count: > 0 })
        {
            var set = string.Join(", ", rows.Settable.Select(c => $"{c} = b.{c}"));
            back += await ExecuteAsync($"update {rows.Table} t set {set} from {copy} b where {same} and {Mine}", token);
        }

        var absent = rows.Key.Count == 0 ? "" : $" where not exists (select from {rows.Table} t where {same})";
        return back + await ExecuteAsync($"insert into {rows.Table} ({columns}) overriding system value select {columns} from {copy} b{absent}", token);
    }

    private async Task<ReturnedRows> ReturnAsync(ColumnReturn column, CancellationToken token)
    {
        var (copy, same) = (_copies[column.Table], Same(column.Key));
        var back = await ExecuteAsync($"update {column.Table} t set {column.Column} = b.{column.Column} from {copy} b where {same} and b.{column.Column} is not null", token);
        if (column.Default is { } value)
            await ExecuteAsync($"update {column.Table} t set {column.Column} = {value} where not exists (select from {copy} b where {same})", token);
        return new ReturnedRows($"{column.Table} ({column.Column})", back, 0);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Same(IReadOnlyList<string> key) => string.Join(" and ", key.Select(c => $"b.{c} = t.{c}"));

    private async Task<IReadOnlyList<long>> CountAsync(string sql, CancellationToken token)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetInt64)];
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
