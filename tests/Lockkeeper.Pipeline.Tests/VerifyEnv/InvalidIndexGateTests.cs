using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Pipeline.Tests.VerifyEnv;

/// <summary>The gate lets pass what the applier would clear away, and nothing else.</summary>
public sealed class InvalidIndexGateTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresTheory]
    [InlineData("_ccnew")]
    [InlineData("_ccold")]
    public async Task What_a_pending_REINDEX_left_in_any_phase_passes(string left)
    {
        await using var scene = await SceneAsync("reindex index concurrently t_id;");
        await RenameAsync(scene, "t_id" + left);

        await scene.VerifyAsync();
    }

    [PostgresTheory]
    [InlineData("reindex table concurrently t;", "other_id_ccnew", "other")]
    [InlineData("create index concurrently x on t (id);", "x", "other")]
    [InlineData("create index concurrently x on t (id);", "x_ccnew", "t")]
    [InlineData("reindex table t;", "t_id_ccnew", "t")]
    public async Task What_no_pending_file_would_clear_away_is_refused(string sql, string index, string table)
    {
        await using var scene = await SceneAsync(sql, table);
        await RenameAsync(scene, index);

        var refused = await scene.RefusedAsync();

        refused.Code.Should().Be(FailureCode.InvalidIndex);
        refused.Message.Should().Contain($"drop index concurrently public.{index};");
    }

    [PostgresFact]
    public async Task With_the_CLI_as_engine_nothing_is_cleared_away_so_nothing_passes()
    {
        await using var scene = await SceneAsync("create unique index concurrently invalid on t (id);");
        scene.Options.Argument("engine", "supabase-cli");

        (await scene.RefusedAsync()).Code.Should().Be(FailureCode.InvalidIndex);
    }

    private static Task RenameAsync(DeployScene scene, string name) => scene.RunAsync($"alter index invalid rename to \"{name}\"");

    // With one invalid index, as a failed CONCURRENTLY leaves it.
    private async Task<DeployScene> SceneAsync(string sql, string table = "t")
    {
        var scene = await DeployScene.CreateAsync(
            server, "create table t as select 1 as id union all select 1; create table other as select 1 as id union all select 1; create index t_id on t (id)");
        await FluentActions.Awaiting(() => scene.RunAsync($"create unique index concurrently invalid on {table} (id)")).Should().ThrowAsync<PostgresException>();
        return scene.File("20240101000000_first.sql", sql);
    }
}
