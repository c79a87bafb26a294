using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>An index of the name that a statement builds is taken for it only where it is the same, down to order and condition.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LikeIndexTests(PostgresFixture server)
{
    private const string Table = "create table t (gone int, a int, b int, c text, d int[]); alter table t drop column gone";

    [PostgresTheory]
    [InlineData("index i on t (b)", "index concurrently i on t (a)")]
    [InlineData("index i on t (a, b)", "index concurrently i on t (b, a)")]
    [InlineData("unique index i on t (a)", "index concurrently i on t (a)")]
    [InlineData("index i on t (a) where a > 5", "index concurrently i on t (a)")]
    [InlineData("index i on t (a) where a > 5", "index concurrently i on t (a) where a > 6")]
    [InlineData("index i on t (a)", "index concurrently i on t using hash (a)")]
    [InlineData("index i on t (d)", "index concurrently i on t using gin (d)")]
    [InlineData("index i on t (c)", "index concurrently i on t (lower(c))")]
    [InlineData("index i on t (c)", "index concurrently i on t (c text_pattern_ops)")]
    [InlineData("index i on t (c)", "index concurrently i on t (c collate \"C\")")]
    [InlineData("index i on t (a)", "index concurrently i on t (a desc)")]
    [InlineData("index i on t (a, b)", "index concurrently i on t (a) include (b)")]
    [InlineData("unique index i on t (a)", "unique index concurrently i on t (a) nulls not distinct")]
    public async Task Another_index_of_that_name_is_not_taken_for_it(string there, string statement)
    {
        await using var scene = await ApplyScene.CreateAsync(server, $"{Table}; create {there}");

        var failure = await scene.FailureAsync($"create {statement}");

        failure.SqlState.Should().Be("42P07");
        failure.State.Should().Be(FailureState.RolledBack);
        (await scene.HistoryAsync()).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task An_index_behind_a_constraint_is_not_taken_for_it()
    {
        await using var scene = await ApplyScene.CreateAsync(server, $"{Table}; alter table t add constraint i unique (a)");

        (await scene.FailureAsync("create unique index concurrently i on t (a)")).SqlState.Should().Be("42P07");
    }

    [PostgresTheory]
    [InlineData("index i on t (b, a desc nulls last)", "index concurrently i on public.t (b, a desc nulls last) -- why")]
    [InlineData("unique index i on t (lower(c), a) where b is not null", "unique index concurrently if not exists i on only t using btree (lower(c), a) where b is not null")]
    [InlineData("index \"I on (x\" on t using gin (d)", "index concurrently \"I on (x\" on t /* it */ using gin (d)")]
    [InlineData("index i on t (a) include (b) with (fillfactor = 70)", "index concurrently i on t (a) include (b) with (fillfactor = 70)")]
    public async Task The_same_index_is_recorded_and_not_built_again(string there, string statement)
    {
        await using var scene = await ApplyScene.CreateAsync(server, $"{Table}; create {there}");

        var applied = await scene.ApplyAsync($"create {statement}");

        applied.Notices.Should().ContainSingle().Which.Should().Contain("is built and valid");
        (await scene.Database.ScalarAsync<long>("select count(*) from pg_index where indrelid = 't'::regclass")).Should().Be(1);
        (await scene.HistoryAsync()).Should().HaveCount(1);
    }
}
