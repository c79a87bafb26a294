using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>A database in which one run after the other is cut off, followed by one that is not.</summary>
internal sealed class CutRun(PostgresFixture server, TestDatabase database, NpgsqlConnection connection) : IAsyncDisposable
{
    private const string Name = "lockkeeper cut off";

    private static readonly ApplyLimits Limits = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));

    public static async Task<CutRun> CreateAsync(PostgresFixture server)
    {
        var database = await server.CreateDatabaseAsync();
        return new CutRun(server, database, await database.OpenAsync());
    }

    /// <summary>Applies, cut off where it is told; then applies what is missing, and looks whether all is there once and both told the truth.</summary>
    /// <returns>Whether the connection was cut, and what the client sent.</returns>
    public async Task<(bool HasCut, IReadOnlyList<(char Type, string Sql)> Sent)> RunAsync(IReadOnlyList<Migration> migrations, bool together, Cut? cut)
    {
        await ExecuteAsync(TwentyMigrations.ResetSql);
        await using var proxy = new MessageProxy(server.Cluster, cut);
        var what = $"cut {cut}, {(together ? "all together" : "one by one")}";
        var first = await FirstAsync(migrations, together, proxy.Port);
        ShouldBeTrue(first, await HistoryAsync(), migrations, what);
        (first.Failure is null || proxy.HasCut).Should().BeTrue($"{what}: {first.Failure}");

        await SecondAsync(migrations, await HistoryAsync());
        await TwentyMigrations.ShouldBeAppliedAsync(connection, migrations, what);
        return (proxy.HasCut, proxy.Sent);
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task<Told> FirstAsync(IReadOnlyList<Migration> migrations, bool together, int port)
    {
        var settings = database.Connection;
        settings.Port = port;
        var events = new List<LedgerEvent>();
        await using var target = TargetDatabase.For(settings, Name);
        await using var applier = new Applier(target, Limits, TimeProvider.System, events.Add, new Reports());
        try
        {
            if (together) await applier.ApplyAllAsync(migrations, CancellationToken.None);
            else foreach (var migration in migrations) await applier.ApplyAsync(migration, CancellationToken.None);
            return new Told(events, Failure: null);
        }
        catch (Exception e)
        {
            return new Told(events, e);
        }
    }

    // As a deployment does: it has the lock before it reads what is applied.
    private async Task SecondAsync(IReadOnlyList<Migration> migrations, IReadOnlyList<string> told)
    {
        await using var target = TargetDatabase.For(database.Connection, Name);
        await using (await DeploymentLock.AcquireAsync(target, TimeSpan.FromSeconds(20), new Reports(), TimeProvider.System, CancellationToken.None))
        {
            var history = await HistoryAsync();
            history.Should().Equal(told, "what was told stays true: nothing is committed behind the back of who was told");
            await using var applier = new Applier(target, Limits, TimeProvider.System, _ => { }, new Reports());
            await applier.ApplyAllAsync([.. migrations.Where(m => !history.Contains(m.Version, StringComparer.Ordinal))], CancellationToken.None);
        }

        await Quick.UntilAsync(async () => await IsAloneAsync(), "no session and no lock is left");
    }

    private static void ShouldBeTrue(Told told, IReadOnlyList<string> history, IReadOnlyList<Migration> migrations, string what)
    {
        var committed = told.Events.OfType<MigrationCommitted>().Select(e => e.Migration.Version).ToList();
        history.Should().StartWith(committed, $"{what}: what is told as applied is applied");
        if (told.Failure is null)
        {
            committed.Should().Equal(migrations.Select(m => m.Version), what);
            return;
        }

        var failure = told.Failure.Should().BeOfType<DeployFailure>($"{what}: {told.Failure}").Which;
        failure.FailedBy.Should().Be(FailureSource.Link, $"{what}: {failure}");
        var underWay = migrations[committed.Count];
        if (failure.State == FailureState.Dirty) underWay.Statements[0].Text.Should().MatchRegex("^(vacuum|reindex)", $"{what}: only of these nobody can tell: {failure}");
        else history.Should().HaveCount(committed.Count, $"{what}: {failure.Message}");
        told.Events.OfType<MigrationRolledBack>().Select(e => e.Version).Should().NotIntersectWith(history, what);
    }

    private async Task<IReadOnlyList<string>> HistoryAsync() =>
        [.. (await HistoryTable.ReadAsync(connection, CancellationToken.None)).Select(r => r.Version)];

    private async Task<bool> IsAloneAsync()
    {
        await using var command = new NpgsqlCommand(
            $"""
            select not exists (select from pg_stat_activity where datname = current_database() and application_name = '{Name}')
               and not exists (select from pg_locks where pid <> pg_backend_pid() and database = (select oid from pg_database where datname = current_database()))
            """,
            connection);
        return await command.ExecuteScalarAsync() is true;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Told(IReadOnlyList<LedgerEvent> Events, Exception? Failure);
}
