using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Postgres.Tests.Migrate;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.History;

/// <summary>A correction of the history whose COMMIT got no answer: the server is asked what became of it.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LostCorrectionTests(PostgresFixture server)
{
    private const string History = HistoryTable.CreateSql
        + "insert into supabase_migrations.schema_migrations values ('20240101000000', '{select 1}', 'a'), ('20240102000000', '{select 2}', 'b')";

    private static readonly HistoryRow First = new("20240101000000", "a", ["select 1"]);
    private static readonly HistoryRow Second = new("20240102000000", "b", ["select 2"]);

    public static TheoryData<string, HistoryChange[]> Changes => new()
    {
        { "an edited row", [new(First.Version, First, First with { Statements = ["select 11"] })] },
        { "a row less", [new(Second.Version, Second, After: null)] },
        { "a row more", [new("20240103000000", Before: null, new("20240103000000", "c", ["select 3"]))] },
        { "all of it", [new(First.Version, First, First with { Name = "z" }), new(Second.Version, Second, null), new("1", null, new("1", null, null))] },
    };

    [PostgresTheory]
    [MemberData(nameof(Changes))]
    public async Task A_commit_whose_answer_is_lost_is_found_committed(string what, HistoryChange[] changes)
    {
        await using var proxy = new CuttingProxy(server.Cluster) { Arrives = true };
        await using var database = await CreateAsync();

        await CorrectAsync(database, proxy, changes);

        proxy.HasCut.Should().BeTrue();
        (await RowsAsync(database)).Should().BeEquivalentTo(After(changes), what);
    }

    [PostgresTheory]
    [MemberData(nameof(Changes))]
    public async Task A_commit_that_never_arrived_is_found_rolled_back(string what, HistoryChange[] changes)
    {
        await using var proxy = new CuttingProxy(server.Cluster);
        await using var database = await CreateAsync();

        var failure = await FailureAsync(database, proxy, changes);

        failure.Code.Should().Be(FailureCode.ConnectionLost);
        (failure.State, failure.ExitCode, failure.FailedBy).Should().Be((FailureState.RolledBack, ExitCode.RolledBack, FailureSource.Link));
        failure.Message.Should().Contain("rolled the correction of the history back");
        failure.Next.Should().Be("Run the same command again.");
        (await RowsAsync(database)).Should().BeEquivalentTo([First, Second], what);
    }

    [PostgresFact]
    public async Task A_connection_that_is_lost_before_COMMIT_has_changed_nothing()
    {
        await using var proxy = new CuttingProxy(server.Cluster) { At = "update supabase_migrations", Arrives = true };
        await using var database = await CreateAsync();

        var failure = await FailureAsync(database, proxy, [new(First.Version, First, First with { Name = "z" })]);

        failure.Code.Should().Be(FailureCode.ConnectionLost);
        failure.State.Should().Be(FailureState.RolledBack);
        (await RowsAsync(database)).Should().BeEquivalentTo([First, Second]);
    }

    [PostgresFact]
    public async Task When_the_server_cannot_be_asked_nobody_claims_to_know()
    {
        await using var proxy = new CuttingProxy(server.Cluster) { Arrives = true, StaysDown = true };
        await using var database = await CreateAsync();

        var failure = await FailureAsync(database, proxy, [new(Second.Version, Second, After: null)], new HastyTime(30));

        failure.Code.Should().Be(FailureCode.CommitUnknown);
        (failure.State, failure.ExitCode).Should().Be((FailureState.Dirty, ExitCode.Unknown));
        failure.Next.Should().Contain("--target=Status");
    }

    private async Task<TestDatabase> CreateAsync()
    {
        var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync(History);
        return database;
    }

    private static async Task CorrectAsync(TestDatabase database, CuttingProxy proxy, HistoryChange[] changes, TimeProvider? time = null)
    {
        var settings = database.Connection;
        settings.Port = proxy.Port;
        await using var target = TargetDatabase.For(settings, "lockkeeper repair");
        await new HistoryCorrection(target, TimeSpan.FromSeconds(5), time ?? TimeProvider.System).ApplyAsync(changes, default);
    }

    private static async Task<DeployFailure> FailureAsync(TestDatabase database, CuttingProxy proxy, HistoryChange[] changes, TimeProvider? time = null) =>
        (await FluentActions.Awaiting(() => CorrectAsync(database, proxy, changes, time)).Should().ThrowExactlyAsync<DeployFailure>()).Which;

    private static async Task<IReadOnlyList<HistoryRow>> RowsAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        return await HistoryTable.ReadAsync(connection, default);
    }

    private static IEnumerable<HistoryRow> After(HistoryChange[] changes) =>
        ((HistoryRow[])[First, Second]).Where(r => !changes.Any(c => string.Equals(c.Version, r.Version, StringComparison.Ordinal)))
            .Concat(changes.Select(c => c.After).OfType<HistoryRow>());
}
