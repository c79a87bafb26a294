using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Sessions;

[Collection(PostgresCollection.Name)]
public sealed class ServerIntroductionTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Says_who_the_server_is_and_as_whom_we_came()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var connection = await database.OpenAsync();

        var identity = await ServerIntroduction.AskAsync(connection, CancellationToken.None);

        identity.Host.Should().Be("127.0.0.1");
        identity.Port.Should().Be(server.Cluster.Port);
        identity.Database.Should().Be(database.Name);
        identity.User.Should().Be("supabase_admin");
        identity.ServerMajor.Should().Be(server.Cluster.ServerMajor);
        identity.ServerVersion.Should().MatchRegex($@"^{server.Cluster.ServerMajor}(\.\d+|[a-z]+\d+)$", "the distribution's name is no part of it");
        identity.SystemIdentifier.Should().Be(await database.ScalarAsync<string>("select system_identifier::text from pg_control_system()"));
    }

    [PostgresFact]
    public async Task A_hidden_system_identifier_is_told_as_unknown()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync($"create role \"{database.Name}\" login password 'introduction'; revoke execute on function pg_control_system() from public");
        try
        {
            await using var target = TargetDatabase.For(database.ConnectionFor(database.Name, "introduction"), "lockkeeper");
            await using var connection = await target.ConnectAsync(CancellationToken.None);

            var identity = await ServerIntroduction.AskAsync(connection, CancellationToken.None);

            identity.SystemIdentifier.Should().BeNull();
            identity.User.Should().Be(database.Name);
        }
        finally
        {
            await database.ExecuteAsync($"drop role \"{database.Name}\"");
        }
    }
}
