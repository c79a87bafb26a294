using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Backups;

/// <summary>Who keeps a backup waiting.</summary>
[Trait("Postgres", "17")]
public sealed class BackupLockTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresFact]
    public async Task Names_who_is_in_the_way_before_it_begins_and_while_it_waits()
    {
        await using var scene = await server.SceneAsync();
        await using var holder = await scene.HoldAsync("documents.kept");
        var who = $"pid {holder.ProcessID}, user {holder.UserName}, holder, idle in transaction since ";
        scene.OnTold = line =>
        {
            if (line.StartsWith("pg_dump waits for ", StringComparison.Ordinal)) holder.Close();
        };

        var (failure, _) = await scene.BackUpAsync();

        failure.Should().BeNull("the lock was given back in time");
        scene.Told.Should().ContainSingle(l => l.StartsWith($"in the way of pg_dump, which waits at most 30 s for a table: {who}", StringComparison.Ordinal));
        scene.Told.Should().ContainSingle(l => l.StartsWith($"pg_dump waits for locks held by {who}", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task Gives_up_in_time_and_names_whom_it_waited_for()
    {
        await using var scene = await server.SceneAsync();
        await using var holder = await scene.HoldAsync("documents.kept");
        scene.Options.Variable("LOCKKEEPER_BACKUP_LOCK_TIMEOUT", "3s");

        var (failure, _) = await scene.BackUpAsync();

        failure!.Code.Should().Be(FailureCode.BackupFailed);
        failure.ExitCode.Should().Be(ExitCode.NothingChanged);
        failure.Message.Should().Contain("canceling statement due to ").And.Contain($"It waited for: pid {holder.ProcessID}, ");
        scene.Remains().Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Readers_and_writers_are_in_nobodys_way()
    {
        await using var scene = await server.SceneAsync();
        await using var writer = await scene.HoldAsync("documents.kept in share row exclusive mode; create temporary table mine as select 1; --");

        (await scene.BackUpAsync()).Failure.Should().BeNull();

        scene.Told.Should().NotContain(l => l.Contains("in the way", StringComparison.Ordinal) || l.Contains("waits", StringComparison.Ordinal));
    }
}
