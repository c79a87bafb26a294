using Lockkeeper.Postgres.Catalog;
using Npgsql;

namespace Lockkeeper.Postgres.Restoring;

/// <summary>A role of a server.</summary>
/// <param name="Name">As it is, without quotes.</param>
/// <param name="Attributes">In the words of CREATE ROLE, as far as they differ from its defaults.</param>
/// <param name="ConnectionLimit">-1: none.</param>
/// <param name="MemberOf">The roles it is a member of.</param>
/// <param name="AdminOf">Those of them that it may grant to others.</param>
public sealed record DatabaseRole(
    string Name, IReadOnlyList<string> Attributes, int ConnectionLimit, IReadOnlyList<string> MemberOf, IReadOnlyList<string> AdminOf);

/// <summary>What a dump of one database needs around it and does not carry.</summary>
/// <param name="Superuser">The role that the server was made by: it owns what PostgreSQL brings.</param>
/// <param name="Encoding">Of the database.</param>
/// <param name="Collate">Its LC_COLLATE.</param>
/// <param name="CType">Its LC_CTYPE.</param>
/// <param name="Bytes">Its size on disk.</param>
/// <param name="Roles">All roles of the server but PostgreSQL's own.</param>
public sealed record RestoreNeeds(string Superuser, string Encoding, string Collate, string CType, long Bytes, IReadOnlyList<DatabaseRole> Roles)
{
    /// <summary>Reads them, in the connection's own transaction if there is one. Any role may.</summary>
    public static async Task<RestoreNeeds> ReadAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(EmbeddedSql.Read("Restoring.database")));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(EmbeddedSql.Read("Restoring.roles")));
        await using var reader = await batch.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        var needs = new RestoreNeeds(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4), []);
        await reader.NextResultAsync(token);
        var roles = new List<DatabaseRole>();
        while (await reader.ReadAsync(token))
        {
            roles.Add(new DatabaseRole(
                reader.GetString(0), reader.GetFieldValue<string[]>(1), reader.GetInt32(2), reader.GetFieldValue<string[]>(3), reader.GetFieldValue<string[]>(4)));
        }

        return needs with { Roles = roles };
    }
}
