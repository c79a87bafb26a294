using Lockkeeper.Failures;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>REINDEX CONCURRENTLY builds beside the old index: whoever is stopped leaves the new one half built, or the old one half dropped.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ReindexTests(PostgresFixture server)
{
    private const string Tables = """
        create schema s; create table s.t (id int, note text); insert into s.t select g, 'n' from generate_series(1, 100) g; create index t_id on s.t (id);
        create table s.p (id int) partition by range (id); create table s.p1 partition of s.p for values from (0) to (10); create index p_id on s.p (id);
        create table other (id int); create index other_id on other (id)
        """;

    [PostgresTheory]
    [InlineData("reindex index concurrently s.t_id", "t_id_ccnew")]
    [InlineData("reindex (verbose, concurrently true) index s.t_id", "t_id_ccnew")]
    [InlineData("reindex table concurrently s.t", "t_id_ccnew pg_toast_index_ccnew")]
    [InlineData("reindex table concurrently s.p", "p1_id_idx_ccnew")]
    [InlineData("reindex index concurrently s.p_id", "p1_id_idx_ccnew")]
    [InlineData("reindex schema concurrently s", "p1_id_idx_ccnew pg_toast_index_ccnew t_id_ccnew")]
    [InlineData("reindex database concurrently", "other_id_ccnew p1_id_idx_ccnew pg_toast_index_ccnew t_id_ccnew")]
    public async Task What_an_earlier_attempt_left_is_dropped_and_all_is_built_anew(string sql, string left)
    {
        await using var scene = await ApplyScene.CreateAsync(server, Tables);
        if (sql.EndsWith("database concurrently", StringComparison.Ordinal)) sql += $" \"{scene.Database.Name}\"";
        await using (await HoldAsync(scene, "begin isolation level repeatable read; select 1"))
        {
            // A schema is done table by table, so that it takes several attempts to leave something of each.
            var tables = sql.Contains("schema", StringComparison.Ordinal) || sql.Contains("database", StringComparison.Ordinal);
            foreach (var part in tables ? Parts(left) : [sql]) await FailAsync(scene, part);
        }

        (await LeftAsync(scene)).Should().BeEquivalentTo(left.Split(' '));

        var applied = await scene.ApplyAsync(sql);

        applied.Notices[0].Should().Contain("that an earlier attempt left behind");
        (await LeftAsync(scene)).Should().BeEmpty();
        (await scene.HistoryAsync()).Should().HaveCount(1);
    }

    [PostgresFact]
    public async Task What_somebody_left_of_another_table_stays()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Tables);
        await using (await HoldAsync(scene, "begin; insert into other values (1)"))
            await FailAsync(scene, "reindex table concurrently other");

        await scene.ApplyAsync("reindex table concurrently s.t");

        (await LeftAsync(scene)).Should().Equal("other_id_ccnew");
    }

    [PostgresTheory]
    [InlineData("building", "_ccnew", FailureState.Dirty)]
    [InlineData("validating", "_ccnew", FailureState.RolledBack)]
    [InlineData("dropping", "_ccold", FailureState.Dirty)]
    public async Task Killed_in_any_phase_the_next_run_leaves_nothing_of_it(string phase, string left, FailureState state)
    {
        await using var scene = await ApplyScene.CreateAsync(server, Tables);
        // Building waits for who wrote to the table, validating for old snapshots, dropping for who reads it.
        await using var writer = phase is "building" ? await HoldAsync(scene, "begin; insert into s.t values (0)") : null;
        var snapshot = phase is "building" ? null : await HoldAsync(scene, "begin isolation level repeatable read; select 1");
        var applying = scene.FailureAsync("reindex index concurrently s.t_id");
        await Quick.UntilAsync(() => WaitsAsync(scene), "it waits");
        await using var reader = phase is "dropping" ? await HoldAsync(scene, "begin; select * from s.t") : null;
        if (reader is not null)
        {
            await snapshot!.DisposeAsync();
            await Quick.UntilAsync(async () => (await LeftAsync(scene)).Contains("t_id_ccold", StringComparer.Ordinal), "the new index is in its place");
        }

        (await LeftAsync(scene)).Should().Equal($"t_id{left}");
        await scene.KillAsync();
        (await applying).State.Should().Be(state, "what others still use cannot be dropped");
        foreach (var held in new[] { writer, snapshot, reader }.OfType<NpgsqlConnection>()) await held.DisposeAsync();

        await scene.ApplyAsync("reindex index concurrently s.t_id");

        (await LeftAsync(scene)).Should().BeEmpty();
        (await scene.Database.ScalarAsync<bool>("select indisvalid from pg_index where indexrelid = 's.t_id'::regclass")).Should().BeTrue();
        (await scene.HistoryAsync()).Should().HaveCount(1);
    }

    [PostgresFact]
    public async Task Writers_of_a_partitioned_table_do_not_queue_behind_it_for_long()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Tables);
        await using var writer = await HoldAsync(scene, "begin; insert into s.p values (1)");
        var applying = scene.ApplyAsync("reindex table concurrently s.p");

        for (var writes = 0; writes < 10 || scene.Attempts < 3; writes++) await scene.Database.ExecuteAsync("set lock_timeout = '20s'; insert into s.p values (2)");

        applying.IsCompleted.Should().BeFalse();
        await writer.DisposeAsync();
        (await applying).Attempts.Should().BeGreaterThanOrEqualTo(3);
    }

    private static IEnumerable<string> Parts(string left) =>
        ((string[])["s.t", "s.p", "other"]).Where(table => left.Contains(table is "other" ? table : "_", StringComparison.Ordinal)).Select(table => $"reindex table concurrently {table}");

    // As one that is ended while it waits for whoever holds the tables.
    private static async Task FailAsync(ApplyScene scene, string sql)
    {
        await using var connection = await HoldAsync(scene, "set lock_timeout = 50");
        await using var command = new NpgsqlCommand(sql, connection);
        await FluentActions.Awaiting(() => command.ExecuteNonQueryAsync()).Should().ThrowAsync<PostgresException>();
    }

    private static Task<bool> WaitsAsync(ApplyScene scene) => scene.Database.ScalarAsync<bool>(
        $"select exists (select from pg_stat_activity where datname = '{scene.Database.Name}' and application_name = 'lockkeeper applier' and wait_event = 'virtualxid')");

    private static async Task<NpgsqlConnection> HoldAsync(ApplyScene scene, string sql)
    {
        var holder = await scene.Database.OpenAsync();
        await using var command = new NpgsqlCommand(sql, holder);
        await command.ExecuteNonQueryAsync();
        return holder;
    }

    private static async Task<IReadOnlyList<string>> LeftAsync(ApplyScene scene)
    {
        await using var connection = await scene.Database.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select coalesce(array_agg(regexp_replace(relname, '[0-9]+_index', 'index') order by 1), '{}') from pg_class where relname ~ '_cc(new|old)'", connection);
        return (string[])(await command.ExecuteScalarAsync())!;
    }
}
