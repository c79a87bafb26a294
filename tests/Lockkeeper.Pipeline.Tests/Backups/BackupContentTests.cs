using Lockkeeper.Pipeline.Backup;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Backups;

/// <summary>What is in a backup beside the rows of tables, and that the proof looks at it.</summary>
[Collection("Throwaway servers")]
[Trait("Postgres", "17")]
public sealed class BackupContentTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private const string More = """
        create sequence documents.up; select nextval('documents.up') from generate_series(1, 41);
        create sequence documents.fresh start 7; create sequence documents.down increment -5; select nextval('documents.down') from generate_series(1, 3);
        select lo_from_bytea(0, convert_to(repeat('0123456789', 300000), 'UTF8')), lo_from_bytea(0, 'two'), lo_create(0);
        """;

    [PostgresFact]
    public async Task Sequences_and_large_objects_are_in_the_manifest_and_proven()
    {
        await using var scene = await ProofScene.CreateAsync(server, More);

        var (failure, report) = await scene.BackUpAsync();

        failure.Should().BeNull();
        report.Backup!.Verified.Should().BeTrue();
        var manifest = (await StoredBackup.OpenAsync(report.Backup.Path, CancellationToken.None)).Manifest;
        manifest.Sequences.Where(s => s.Sequence is "documents.up" or "documents.fresh" or "documents.down").Should().BeEquivalentTo(
        [
            new SequenceRange("documents.up", 41, true, 41, true), new SequenceRange("documents.fresh", 7, false, 7, false),
            new SequenceRange("documents.down", -11, true, -11, true),
        ]);
        manifest.LargeObjects.Count.Should().Be(3);
        manifest.Environment.Should().Be("production");
    }

    [PostgresFact]
    public async Task Names_the_sequence_that_stands_elsewhere_and_large_objects_that_are_others()
    {
        await using var scene = await ProofScene.CreateAsync(server, More);
        var folder = await scene.TakenAsync();
        await ProofScene.ForgeAsync(folder, m => m with
        {
            Sequences = [.. m.Sequences.Select(s => s.Sequence switch
            {
                "documents.up" => s with { From = 42, To = 50 },
                "documents.down" => s with { From = -6, To = -21 },
                "documents.fresh" => s with { FromCalled = true, ToCalled = true },
                _ => s,
            })],
            LargeObjects = m.LargeObjects with { Count = 4 },
        });

        var failure = await scene.RefusedAsync(folder);

        failure.Problems.Select(p => p.ToString()).Should().HaveCount(3).And
            .Contain("sequence documents.up: expected a value between 42 and 50; found 41.").And
            .Contain("sequence documents.fresh: expected 7; found 7 (not given out yet).").And
            .Contain(p => p.StartsWith("large objects: expected 4 with digest ", StringComparison.Ordinal) && p.Contains("; found 3 with digest ", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task A_sequence_that_goes_on_while_it_is_dumped_is_proven_all_the_same()
    {
        await using var scene = await ProofScene.CreateAsync(server, More);
        using var over = new CancellationTokenSource();
        var going = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested) await scene.Deploy.RunAsync("select nextval('documents.up'), nextval('documents.down') from generate_series(1, 20)");
        });

        var (failure, report) = await scene.BackUpAsync();
        await over.CancelAsync();
        await going;

        failure.Should().BeNull();
        var stored = await StoredBackup.OpenAsync(report.Backup!.Path, CancellationToken.None);
        var range = stored.Manifest.Sequences.Single(s => s.Sequence is "documents.up");
        range.To.Should().BeGreaterThan(range.From);
    }

    [PostgresFact]
    public async Task Roles_are_dumped_with_their_settings_and_without_passwords()
    {
        var role = $"backup_{Guid.NewGuid():N}";
        await using var scene = await server.SceneAsync();
        await scene.RunAsync($"create role {role} login password 'sesame-{role}'; alter role {role} set statement_timeout = '3s'; grant pg_monitor to {role}");
        try
        {
            var sql = await File.ReadAllTextAsync(Path.Combine(await scene.TakenAsync(), "roles.sql"));

            sql.Should().Contain($"CREATE ROLE {role};").And.Contain($"ALTER ROLE {role} SET statement_timeout TO '3s';").And.Contain($"GRANT pg_monitor TO {role}");
            sql.Should().NotContainAny("PASSWORD", "SCRAM", "sesame");
        }
        finally
        {
            await scene.RunAsync($"drop role {role}");
        }
    }

    [PostgresFact]
    public async Task Settings_of_the_database_are_in_the_dump()
    {
        await using var scene = await server.SceneAsync();
        var name = await scene.ScalarAsync<string>("select current_database()::text");
        await scene.RunAsync($"alter database \"{name}\" set work_mem = '77MB'");

        var folder = await scene.TakenAsync();

        (await File.ReadAllBytesAsync(Path.Combine(folder, "toc.dat"))).AsSpan().IndexOf("SET work_mem TO '77MB'"u8).Should().BePositive("pg_restore --create sets it again");
    }

    [PostgresFact]
    public async Task Progress_tells_bytes_and_tables_where_no_terminal_shows_them()
    {
        await using var scene = await server.SceneAsync(time: new FasterTime(50));
        await using var holder = await scene.HoldAsync("documents.kept");
        scene.OnTold = line =>
        {
            if (line.StartsWith("pg_dump: ", StringComparison.Ordinal)) holder.Close();
        };

        (await scene.BackUpAsync()).Failure.Should().BeNull();

        scene.Told.Should().Contain(l => l.StartsWith("pg_dump: ", StringComparison.Ordinal) && l.Contains(" bytes, table 0 of ", StringComparison.Ordinal));
    }

    private sealed class FasterTime(int factor) : TimeProvider
    {
        private readonly DateTimeOffset _began = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => _began + ((System.GetUtcNow() - _began) * factor);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Faster(dueTime), Faster(period));

        private TimeSpan Faster(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? span : span / factor;
    }
}
