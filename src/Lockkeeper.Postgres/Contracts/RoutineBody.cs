using Npgsql;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>A row of <c>Sql/Contract/routines.sql</c>.</summary>
/// <param name="Oid">Of pg_proc.</param>
/// <param name="Object">Kind and identity, as the fact has it.</param>
/// <param name="Text">The body.</param>
/// <param name="Language">Its language.</param>
/// <param name="SearchPath">Its own search_path, or that with which the session began.</param>
/// <param name="Tables">The tables whose triggers call it.</param>
/// <param name="Checks">How the server can check it, a JSON array with an element for every way in which it is called; null where it cannot.</param>
internal sealed record RoutineBody(uint Oid, string Object, string Text, string Language, string SearchPath, IReadOnlyList<string> Tables, string? Checks)
{
    public static RoutineBody Read(NpgsqlDataReader row) => new(
        row.GetFieldValue<uint>(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetFieldValue<string[]>(5),
        row.IsDBNull(6) ? null : row.GetString(6));
}
