using Lockkeeper.Failures;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Sessions;

[Collection(PostgresCollection.Name)]
public sealed class ConnectAheadTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Each_session_that_was_begun_is_given_to_one_caller()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = TargetDatabase.For(database.Connection, "ahead");

        target.ConnectAhead(2);
        await using var first = await target.ConnectAsync(CancellationToken.None);
        await using var second = await target.ConnectAsync(CancellationToken.None);
        var begun = await SessionsAsync(database);
        await using var third = await target.ConnectAsync(CancellationToken.None);

        begun.Should().Be(2, "nobody logs in a second time for a session that was begun");
        new[] { first, second, third }.Select(c => c.ProcessID).Should().OnlyHaveUniqueItems();
    }

    [PostgresFact]
    public async Task A_session_that_nobody_takes_ends_with_the_target()
    {
        await using var database = await server.CreateDatabaseAsync();
        var target = TargetDatabase.For(database.Connection, "ahead");
        target.ConnectAhead(2);
        await using (await target.ConnectAsync(CancellationToken.None))
            await target.DisposeAsync();

        (await EndedAsync(database)).Should().BeTrue();
    }

    [PostgresFact]
    public async Task A_login_that_failed_ahead_is_told_to_the_one_who_asks_for_it()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = TargetDatabase.For(new NpgsqlConnectionStringBuilder(database.Connection.ConnectionString) { Database = "absent" }, "ahead");
        target.ConnectAhead(1);

        var connecting = () => target.ConnectAsync(CancellationToken.None);

        (await connecting.Should().ThrowAsync<DeployFailure>()).WithMessage("*has no database \"absent\"*");
    }

    [PostgresFact]
    public async Task Who_stops_waiting_leaves_the_session_to_the_next()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = TargetDatabase.For(database.Connection, "ahead");
        target.ConnectAhead(1);

        var impatient = () => target.ConnectAsync(new CancellationToken(canceled: true));
        await impatient.Should().ThrowAsync<OperationCanceledException>();
        await using var patient = await target.ConnectAsync(CancellationToken.None);

        (await SessionsAsync(database)).Should().Be(1);
    }

    private static Task<long> SessionsAsync(TestDatabase database) =>
        database.ScalarAsync<long>($"select count(*) from pg_stat_activity where application_name = 'ahead' and datname = '{database.Name}'");

    private static async Task<bool> EndedAsync(TestDatabase database)
    {
        for (var i = 0; i < 200 && await SessionsAsync(database) > 0; i++) await Task.Delay(25);
        return await SessionsAsync(database) == 0;
    }
}
