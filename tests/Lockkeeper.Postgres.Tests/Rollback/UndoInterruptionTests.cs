using Lockkeeper.Catalog;
using Lockkeeper.Failures;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Rollback;

/// <summary>A rollback that is killed, cancelled or kept waiting leaves nothing half done.</summary>
[Collection(PostgresCollection.Name)]
public sealed class UndoInterruptionTests(PostgresFixture server)
{
    private const string Shop = """
        create table public.items (id int primary key, name text);
        insert into public.items select i, repeat('x', 100) from generate_series(1, 2000) i;
        create table public.kept (id int primary key);
        create function public.slow() returns trigger language plpgsql as 'begin return new; end';
        create trigger slow before insert on public.kept for each row execute function public.slow();
        """;

    private const string Removal = "drop table public.items; drop trigger slow on public.kept";

    [PostgresFact]
    public async Task Waits_for_locks_in_short_attempts_and_succeeds_when_they_are_free()
    {
        await using var scene = await SceneAsync();
        await using var holder = await scene.Database.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("insert into public.kept values (1)", holder)) await command.ExecuteNonQueryAsync();

        var undoing = scene.UndoAsync();
        while (scene.Told.Count == 0 && !undoing.IsCompleted) await Task.Delay(50);
        await transaction.CommitAsync();
        var undone = await undoing;

        scene.Told.Should().Contain(t => t.Contains("locks are held by others", StringComparison.Ordinal));
        undone.Attempts.Should().BeGreaterThan(1);
        (await scene.Database.ScalarAsync<long>("select count(*) from public.items")).Should().Be(2000);
        (await scene.Database.ScalarAsync<long>("select count(*) from public.kept")).Should().Be(1);
    }

    [PostgresFact]
    public async Task Killed_in_the_middle_it_leaves_the_deployment_as_it_was()
    {
        await using var scene = await SceneAsync();
        var applied = await FingerprintAsync(scene);
        await using var holder = await scene.Database.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("insert into public.kept values (1)", holder)) await command.ExecuteNonQueryAsync();

        var undoing = scene.UndoAsync();
        // It has restored the table by then and waits for the other one's trigger.
        while (!await scene.Database.ScalarAsync<bool>(Waiting) && !undoing.IsCompleted) await Task.Delay(20);
        await scene.Database.ScalarAsync<bool>($"select pg_terminate_backend(pid) from ({Sessions}) s where wait_event_type = 'Lock' limit 1");

        var failure = (await FluentActions.Awaiting(() => undoing).Should().ThrowExactlyAsync<DeployFailure>()).Which;
        await transaction.RollbackAsync();
        failure.State.Should().Be(FailureState.Applied);
        failure.ExitCode.Should().Be(ExitCode.Unknown);
        failure.Next.Should().Contain("--target=Rollback");
        (await FingerprintAsync(scene)).Should().Be(applied);
        await scene.UndoAsync();
        (await scene.Database.ScalarAsync<long>("select count(*) from public.items")).Should().Be(2000);
    }

    [PostgresFact]
    public async Task A_signal_ends_it_and_nothing_is_done()
    {
        await using var scene = await SceneAsync();
        var applied = await FingerprintAsync(scene);
        await using var holder = await scene.Database.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("insert into public.kept values (1)", holder)) await command.ExecuteNonQueryAsync();
        using var signal = new CancellationTokenSource();

        var undoing = scene.UndoAsync(signal.Token);
        while (!await scene.Database.ScalarAsync<bool>(Waiting) && !undoing.IsCompleted) await Task.Delay(20);
        await signal.CancelAsync();

        await FluentActions.Awaiting(() => undoing).Should().ThrowAsync<OperationCanceledException>();
        await transaction.RollbackAsync();
        (await FingerprintAsync(scene)).Should().Be(applied);
    }

    private const string Sessions = "select pid, wait_event_type from pg_stat_activity where datname = current_database() and application_name = 'lockkeeper undo'";

    private const string Waiting = $"select exists (select from ({Sessions}) s where wait_event_type = 'Lock')";

    private async Task<UndoScene> SceneAsync()
    {
        var scene = await UndoScene.CreateAsync(await server.CreateDatabaseAsync("undo_slow", database => database.ExecuteAsync(Shop)));
        await scene.ApplyAsync(Removal);
        return scene;
    }

    private static async Task<string> FingerprintAsync(UndoScene scene)
    {
        await using var connection = await scene.Database.OpenAsync();
        return Fingerprint.Of(await CatalogReader.ReadAsync(connection, CancellationToken.None));
    }
}
