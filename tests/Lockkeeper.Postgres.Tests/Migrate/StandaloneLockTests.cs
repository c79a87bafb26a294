using Lockkeeper.Failures;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>What a CONCURRENTLY statement waits for: told at once, and bounded; its work is not.</summary>
[Collection(PostgresCollection.Name)]
public sealed class StandaloneLockTests(PostgresFixture server)
{
    private const string Table = "create table t (id int); insert into t values (1), (2)";

    [PostgresFact]
    public async Task Whom_it_waits_for_is_told_in_its_first_attempt()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);
        await using var old = await OldTransactionAsync(scene);
        var applying = scene.ApplyAsync("create index concurrently t_id on t (id)");

        await Quick.UntilAsync(() => scene.Progress.Told.Count > 0, "the old transaction is named");

        scene.Progress.Told.Should().ContainSingle().Which.Should()
            .MatchRegex("^waiting for locks held by pid [0-9]+, user supabase_admin, .*, idle in transaction since .*: insert into t values \\(3\\)$");
        await old.DisposeAsync();
        (await applying).Attempts.Should().Be(1);
    }

    [PostgresFact]
    public async Task At_the_deadline_it_says_who_was_in_the_way_and_the_next_run_goes_on()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table, ApplyScene.Limits with { Deadline = TimeSpan.FromSeconds(1) });
        await using var old = await OldTransactionAsync(scene);

        var failure = await scene.FailureAsync("create index concurrently t_id on t (id)");

        failure.Code.Should().Be(FailureCode.LockTimeout);
        failure.Message.Should().MatchRegex("^20240101000000_first.sql:1: gave up after waiting [1-3] s for locks held by pid [0-9]+, user supabase_admin, .*idle in transaction");
        failure.Next.Should().Contain("locks.deadline").And.Contain("drop index concurrently if exists public.t_id;").And.NotContain("Correct");
        failure.State.Should().Be(FailureState.Dirty, "its invalid index cannot be dropped as long as that transaction runs");
        scene.Attempts.Should().Be(1);
        await old.DisposeAsync();
        (await scene.ApplyAsync("create index concurrently t_id on t (id)")).Notices.Should().ContainSingle().Which.Should().Contain("dropped the invalid index public.t_id");
    }

    [PostgresFact]
    public async Task An_index_that_takes_longer_to_build_than_the_deadline_is_built()
    {
        await using var scene = await ApplyScene.CreateAsync(
            server,
            Table + "; create function slow(i int) returns int language plpgsql immutable as $$ begin perform pg_sleep(1); return i; end $$",
            ApplyScene.Limits with { Deadline = TimeSpan.FromSeconds(1), StatementTimeout = TimeSpan.FromSeconds(1) });

        var applied = await scene.ApplyAsync("create index concurrently t_slow on t (slow(id))");

        applied.Seconds.Should().BeGreaterThan(2);
        (await scene.HistoryAsync()).Should().HaveCount(1);
    }

    [PostgresFact]
    public async Task A_statement_that_blocks_others_ends_at_its_time_out_with_the_key_that_sets_it()
    {
        await using var scene = await ApplyScene.CreateAsync(
            server,
            Table + "; create function slow(i int) returns int language plpgsql immutable as $$ begin perform pg_sleep(2); return i; end $$",
            ApplyScene.Limits with { StatementTimeout = TimeSpan.FromSeconds(1) });
        await scene.Database.ExecuteAsync("create table u (id int); create index u_slow on u (slow(id)); insert into u values (1)");

        var failure = await scene.FailureAsync("vacuum full u");

        failure.SqlState.Should().Be("57014");
        failure.State.Should().Be(FailureState.RolledBack);
        failure.Next.Should().Contain("locks.statementTimeout");
    }

    [PostgresFact]
    public async Task Its_text_reaches_the_server_as_it_is_written()
    {
        await using var scene = await ApplyScene.CreateAsync(server, "create table t (id int, note text)");

        await scene.ApplyAsync("create index concurrently é$é on t (id) where note <> E'it\\'s; @here' and note <> '$é; -- x'");

        (await scene.ExistsAsync("é$é")).Should().BeTrue();
    }

    private static async Task<NpgsqlConnection> OldTransactionAsync(ApplyScene scene)
    {
        var old = await scene.Database.OpenAsync();
        await using var begin = new NpgsqlCommand("begin; insert into t values (3)", old);
        await begin.ExecuteNonQueryAsync();
        return old;
    }
}
