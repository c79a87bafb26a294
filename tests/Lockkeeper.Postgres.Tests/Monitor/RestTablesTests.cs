using Lockkeeper.Postgres.Monitor;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Monitor;

[Collection(PostgresCollection.Name)]
public sealed class RestTablesTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Finds_columns_that_the_role_may_read_with_public_first()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync($"""
            create role "{database.Name}";
            create table public.closed (id int); create schema inside; create table inside.hidden (id int); grant usage on schema inside to "{database.Name}"; grant select on inside.hidden to "{database.Name}";
            create table public."Odd name" (id int); grant select on public."Odd name" to "{database.Name}";
            """);
        try
        {
            await using var connection = await database.OpenAsync();
            (await RestTables.FindAsync(connection, database.Name, CancellationToken.None)).Should().Equal(new ExposedColumn("inside", "hidden", "id"));

            await database.ExecuteAsync($"create table public.partly (id int, name text); grant select (name) on public.partly to \"{database.Name}\"");

            (await RestTables.FindAsync(connection, database.Name, CancellationToken.None)).Should().Equal(
                new ExposedColumn("public", "partly", "name"), new ExposedColumn("inside", "hidden", "id"));
            (await RestTables.FindAsync(connection, "no_such_role", CancellationToken.None)).Should().BeEmpty();
        }
        finally
        {
            await database.ExecuteAsync($"drop owned by \"{database.Name}\"; drop role \"{database.Name}\"");
        }
    }
}
