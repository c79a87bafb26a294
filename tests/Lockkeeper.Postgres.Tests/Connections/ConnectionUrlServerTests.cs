using Lockkeeper.Failures;
using Lockkeeper.Postgres.Connections;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Connections;

[Collection(PostgresCollection.Name)]
public sealed class ConnectionUrlServerTests(PostgresFixture postgres)
{
    [PostgresFact]
    public async Task What_was_read_connects_to_a_real_server_with_all_its_settings()
    {
        var server = postgres.Cluster;
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync("do $$ begin create role \"url/user\" login password 'p@ss:/?#[]%'; exception when duplicate_object then null; end $$");
        var problems = new List<Problem>();

        var address = ConnectionUrl.Parse(
            $"postgresql://url%2Fuser:p%40ss%3A%2F%3F%23%5B%5D%25@{server.Host}:{server.Port}/{database.Name}"
            + "?sslmode=disable&application_name=reader&target_session_attrs=read-write&options=-c%20work_mem%3D5MB&connect_timeout=20",
            "URL",
            problems)!;
        address.Pooling = false;
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select concat_ws(' ', current_user, current_setting('application_name'), current_setting('work_mem'))", connection);

        (await command.ExecuteScalarAsync()).Should().Be("url/user reader 5MB");
    }
}
