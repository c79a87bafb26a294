using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Rest.Catalog;

/// <summary>Reads the exposed schemas from the catalog.</summary>
internal static class SchemaReader
{
    private const string MissingSql = "select s from unnest($1) as s where not exists (select from pg_namespace where nspname = s)";

    private const string TablesSql = """
        select n.nspname, c.relname,
               coalesce(array_agg(a.attname order by a.attnum) filter (where a.attname is not null), '{}')::text[],
               array(select k.attname::text from pg_index i, pg_attribute k
                     where i.indrelid = c.oid and i.indisprimary and k.attrelid = c.oid and k.attnum = any (i.indkey) order by k.attnum)
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where n.nspname = any ($1) and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
        group by n.nspname, c.relname, c.oid
        """;

    private const string FunctionsSql = """
        select n.nspname, p.proname, coalesce(i.names, '{}'), coalesce(i.types, '{}'), p.pronargdefaults::int, p.proretset,
               t.typtype = 'c' or p.prorettype = 'record'::regtype or coalesce(p.proargmodes && '{t,b,o}'::"char"[], false),
               p.prorettype = 'void'::regtype, p.provolatile = 'v'
        from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace
        join pg_type t on t.oid = p.prorettype
        cross join lateral (
          select array_agg(coalesce(x.name, '') order by x.place) as names, array_agg(format_type(x.type, null) order by x.place) as types
          from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargnames, p.proargmodes) with ordinality as x (type, name, mode, place)
          where x.mode is null or x.mode in ('i', 'b', 'v')
        ) i
        where n.nspname = any ($1) and p.prokind = 'f' and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
        """;

    /// <returns>Null where an exposed schema is missing.</returns>
    public static async Task<RestSchema?> ReadAsync(NpgsqlConnection connection, IReadOnlyList<string> exposed, CancellationToken token)
    {
        if (exposed.Count == 0) exposed = await GrantedSchemas.ListAsync(connection, token);
        var missing = await ListAsync(connection, MissingSql, exposed, r => r.GetString(0), token);
        if (missing.Count > 0) return null;
        var tables = await ListAsync(connection, TablesSql, exposed, Table, token);
        return new RestSchema(tables, await ListAsync(connection, FunctionsSql, exposed, Function, token)) { Exposed = exposed };
    }

    private static RestTableInfo Table(NpgsqlDataReader r) => new(r.GetString(0), r.GetString(1), r.GetFieldValue<string[]>(2), r.GetFieldValue<string[]>(3));

    private static RestFunction Function(NpgsqlDataReader r)
    {
        var arguments = r.GetFieldValue<string[]>(2).Zip(r.GetFieldValue<string[]>(3), (name, type) => new RestArgument(name, type));
        return new RestFunction(r.GetString(0), r.GetString(1), [.. arguments], r.GetInt32(4))
        {
            ReturnsSet = r.GetBoolean(5),
            ReturnsRows = r.GetBoolean(6),
            ReturnsVoid = r.GetBoolean(7),
            IsVolatile = r.GetBoolean(8),
        };
    }

    private static async Task<IReadOnlyList<T>> ListAsync<T>(
        NpgsqlConnection connection, string sql, IReadOnlyList<string> exposed, Func<NpgsqlDataReader, T> read, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter { Value = exposed.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(token);
        var list = new List<T>();
        while (await reader.ReadAsync(token)) list.Add(read(reader));
        return list;
    }
}
