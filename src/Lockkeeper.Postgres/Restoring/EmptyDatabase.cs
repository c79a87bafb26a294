using System.Globalization;
using Lockkeeper.Catalog;
using Lockkeeper.Postgres.Local;
using Npgsql;

namespace Lockkeeper.Postgres.Restoring;

/// <summary>Makes the database, with the roles, that a dump is restored into. On a throwaway server only: never on a target.</summary>
public static class EmptyDatabase
{
    private static readonly HashSet<string> KnownAttributes =
        new(StringComparer.Ordinal) { "superuser", "noinherit", "createrole", "createdb", "login", "replication", "bypassrls" };

    private static readonly NpgsqlCommandBuilder Quotes = new();

    /// <summary>Creates roles without passwords, and a database of that name.</summary>
    /// <param name="cluster">Whose superuser has the name that <see cref="RestoreNeeds.Superuser"/> says.</param>
    /// <param name="name">The database's name.</param>
    /// <param name="needs">What the original had.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>What could not be made alike, a sentence each.</returns>
    public static async Task<IReadOnlyList<string>> CreateAsync(LocalCluster cluster, string name, RestoreNeeds needs, CancellationToken token)
    {
        var address = cluster.ConnectionFor("template1");
        address.Pooling = false;
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync(token);
        await ExecuteAsync(connection, Roles(needs), token);
        await ExecuteAsync(connection, $"drop database if exists {Quotes.QuoteIdentifier(name)}", token);
        var make = $"create database {Quotes.QuoteIdentifier(name)} template template0 encoding {Literal(needs.Encoding)}";
        try
        {
            await ExecuteAsync(connection, $"{make} lc_collate {Literal(needs.Collate)} lc_ctype {Literal(needs.CType)}", token);
            return [];
        }
        catch (PostgresException unknown) when (unknown.SqlState is PostgresErrorCodes.WrongObjectType or PostgresErrorCodes.InvalidParameterValue)
        {
            await ExecuteAsync(connection, $"{make} locale 'C'", token);
            return [$"this machine has no locale {needs.Collate}: sorting and letter case are those of C in the copy"];
        }
    }

    /// <summary>Takes away what a new database brings and the original does not have any more: no dump says so.</summary>
    /// <param name="connection">To the new database.</param>
    /// <param name="original">The catalog of the original.</param>
    /// <param name="token">Ends it.</param>
    public static async Task MakeRoomAsync(NpgsqlConnection connection, CatalogSnapshot original, CancellationToken token)
    {
        if (!original.Facts.Any(f => f is { Kind: "schema", Identity: "public" })) await ExecuteAsync(connection, "drop schema public", token);
        if (!original.Facts.Any(f => f is { Kind: "extension", Identity: "plpgsql" })) await ExecuteAsync(connection, "drop extension plpgsql", token);
    }

    private static string Roles(RestoreNeeds needs)
    {
        var others = needs.Roles.Where(role => !string.Equals(role.Name, needs.Superuser, StringComparison.Ordinal)).ToList();
        var statements = others.Select(Create).Concat(needs.Roles.SelectMany(Memberships));
        return string.Join(";\n", statements.Prepend("set client_min_messages = error"));
    }

    // The words come from a file, which a person may have written: only known ones become SQL.
    private static string Create(DatabaseRole role) => string.Create(
        CultureInfo.InvariantCulture,
        $"create role {Quotes.QuoteIdentifier(role.Name)} {string.Join(' ', role.Attributes.Where(KnownAttributes.Contains))} connection limit {role.ConnectionLimit}");

    private static IEnumerable<string> Memberships(DatabaseRole role) => role.MemberOf.Select(group =>
        $"grant {Quotes.QuoteIdentifier(group)} to {Quotes.QuoteIdentifier(role.Name)}"
        + (role.AdminOf.Contains(group, StringComparer.Ordinal) ? " with admin option" : ""));

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(token);
    }
}
