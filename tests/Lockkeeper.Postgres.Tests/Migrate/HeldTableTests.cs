using System.Diagnostics;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>A table that somebody holds for long, a migration that wants it, and readers who must not notice. Beside the other classes: it takes its time.</summary>
public sealed class HeldTableTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(500);
    [PostgresTheory]
    [InlineData("alter table t add column c int", 20)]
    [InlineData("vacuum full t", 8)]
    [InlineData("vacuum (full) t", 8)]
    [InlineData("cluster", 8)]
    [InlineData("reindex schema public", 8)]
    public async Task No_reader_of_a_table_held_for_20_seconds_waits_longer_than_the_lock_timeout_and_100_ms(string sql, int seconds)
    {
        await using var scene = await ApplyScene.CreateAsync(
            server, "create table t (id int); insert into t values (1); create index t_id on t (id); cluster t using t_id",
            new ApplyLimits(LockTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(2)));
        await using var holder = await scene.Database.OpenAsync();
        await RunAsync(holder, "begin; select * from t");
        await using var reader = await scene.Database.OpenAsync();
        await RunAsync(reader, "set lock_timeout = 0");
        var applying = scene.ApplyAsync(sql);

        // Measured by the server, so that a test machine with little to spare is not taken for a lock.
        var (longest, reads) = await ReadAsync(reader, TimeSpan.FromSeconds(seconds));

        applying.IsCompleted.Should().BeFalse("the holder still holds it");
        scene.Attempts.Should().BeGreaterThanOrEqualTo(2);
        reads.Should().BeGreaterThan(20);
        longest.Should().BeLessThanOrEqualTo(LockTimeout + TimeSpan.FromMilliseconds(100));
        longest.Should().BeGreaterThan(TimeSpan.FromMilliseconds(50), "a reader that never met the migration would prove nothing");
        scene.Progress.Told.Should().Contain(line => line.StartsWith("waiting for locks held by pid", StringComparison.Ordinal));
        await RunAsync(holder, "commit");
        (await applying).Attempts.Should().Be(scene.Attempts);
        (await scene.HistoryAsync()).Should().HaveCount(1);
    }

    private static async Task<(TimeSpan Longest, int Reads)> ReadAsync(NpgsqlConnection reader, TimeSpan span)
    {
        var (began, longest, reads) = (Stopwatch.GetTimestamp(), TimeSpan.Zero, 0);
        while (Stopwatch.GetElapsedTime(began) < span)
        {
            // In one pipeline, so that between the two clocks there is nothing but the reader.
            await using var command = new NpgsqlCommand("select clock_timestamp(); select count(*) from t; select clock_timestamp()", reader);
            await using var rows = await command.ExecuteReaderAsync();
            await rows.ReadAsync();
            var asked = rows.GetDateTime(0);
            await rows.NextResultAsync();
            await rows.NextResultAsync();
            await rows.ReadAsync();
            var waited = rows.GetDateTime(0) - asked;
            longest = waited > longest ? waited : longest;
            reads++;
        }

        return (longest, reads);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
