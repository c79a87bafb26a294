using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Repair;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Repair;

public sealed class RepairTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private const string History = """
        create schema supabase_migrations;
        create table supabase_migrations.schema_migrations (version text not null primary key, statements text[], name text);
        insert into supabase_migrations.schema_migrations values ('20240101000000', '{"create table a (id int)"}', 'first');
        insert into supabase_migrations.schema_migrations values ('20240102000000', '{"create table old (id int)"}', 'second');
        insert into supabase_migrations.schema_migrations values ('20240109000000', '{"select 9"}', 'gone');
        """;

    [PostgresFact]
    public async Task Changes_the_named_rows_and_no_other()
    {
        await using var scene = await SceneAsync(History);
        scene.Options.Argument("applied", "20240102000000,20240103000000").Argument("reverted", "20240109000000").Argument("yes");

        var repaired = await RepairAsync(scene);

        repaired.Count.Should().Be(3);
        (await RowsAsync(scene)).Should().Equal(
            "20240101000000|first|{\"create table a (id int)\"}",
            "20240102000000|second|{\"create table b (id int)\"}",
            "20240103000000|third|{\"select 3\",\"select 4\"}");
        (await StatesAsync(scene)).Should().OnlyContain(s => s == MigrationState.Applied);
        (await scene.ScalarAsync<bool>("select to_regclass('public.b') is null")).Should().BeTrue("only the history is touched");
    }

    [PostgresFact]
    public async Task Shows_each_row_before_and_after()
    {
        await using var scene = await SceneAsync(History);
        scene.Options.Argument("applied", "20240101000000", "20240102000000", "20240103000000").Argument("reverted", "20240109000000").Argument("yes");

        await RepairAsync(scene);

        scene.Told.Skip(1).Should().Equal(
            "20240101000000_first", "    before: applied as first, 1 statement", "    after:  the same",
            "20240102000000_second", "    before: applied as second, 1 statement",
            "    after:  applied as second, 1 statement; statement 1: create table old (id int) -> create table b (id int)",
            "20240103000000_third", "    before: not in the history", "    after:  applied as third, 2 statements",
            "20240109000000_gone", "    before: applied as gone, 1 statement", "    after:  not in the history");
    }

    [PostgresFact]
    public async Task Writes_the_row_that_applying_the_file_would_have_written()
    {
        await using var applied = await SceneAsync("");
        await using var recorded = await SceneAsync("");
        (await applied.DeployAsync()).Failure.Should().BeNull();
        recorded.Options.Argument("baseline", "20240103000000").Argument("yes");

        await RepairAsync(recorded);

        (await RowsAsync(recorded)).Should().Equal(await RowsAsync(applied));
    }

    [PostgresFact]
    public async Task Takes_a_baseline_up_to_a_version_and_leaves_what_follows_pending()
    {
        await using var scene = await SceneAsync("create table a (id int); create table b (id int)");
        scene.Options.Argument("baseline", "20240102000000").Argument("yes");

        (await RepairAsync(scene)).Count.Should().Be(2);

        (await StatesAsync(scene)).Should().Equal(MigrationState.Applied, MigrationState.Applied, MigrationState.Pending);
    }

    [PostgresFact]
    public async Task Refuses_a_baseline_where_the_history_is_not_empty()
    {
        await using var scene = await SceneAsync(History);
        scene.Options.Argument("baseline", "20240102000000").Argument("yes");

        var failure = await FailedAsync(scene, ExitCode.Refused);

        failure.Code.Should().Be(FailureCode.HistoryNotEmpty);
        failure.Message.Should().Contain("3 row(s), the newest 20240109000000");
    }

    [PostgresFact]
    public async Task Lists_all_versions_that_do_not_exist_together()
    {
        await using var scene = await SceneAsync(History);
        scene.Options.Argument("applied", "20240101000000", "20250101000000").Argument("reverted", "20240103000000,7").Argument("yes");

        var failure = await FailedAsync(scene, ExitCode.Refused);

        failure.Code.Should().Be(FailureCode.UnknownVersion);
        failure.Problems.Select(p => $"{p.Where} {p.What[..20]}").Should().Equal(
            "--applied names 20250101000000", "--reverted names 20240103000000", "--reverted names 7, which is no");
    }

    [PostgresFact]
    public async Task Shows_and_then_refuses_without_a_terminal_and_without_yes()
    {
        await using var scene = await SceneAsync(History);
        scene.Options.Argument("reverted", "20240109000000");

        var failure = await FailedAsync(scene, ExitCode.Refused);

        failure.Code.Should().Be(FailureCode.ConfirmationNeeded);
        failure.Next.Should().Contain("--yes");
        scene.Told.Should().Contain("20240109000000_gone");
    }

    [PostgresTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Asks_at_a_terminal_for_the_name_of_the_environment(bool answer)
    {
        await using var scene = await SceneAsync(History);
        scene.Options.Argument("reverted", "20240109000000");
        var asked = "";
        scene.Confirm = (question, typed) =>
        {
            asked = $"{question} {typed}";
            return answer;
        };

        if (answer) (await RepairAsync(scene)).Count.Should().Be(1);
        else (await FailedAsync(scene, ExitCode.Refused)).Code.Should().Be(FailureCode.ConfirmationNeeded);

        asked.Should().Contain("1 row(s) of the history of production").And.EndWith(" production");
    }

    [PostgresFact]
    public async Task Changes_nothing_when_a_row_was_changed_while_it_asked()
    {
        await using var scene = await SceneAsync(History);
        scene.Options.Argument("reverted", "20240101000000,20240109000000");
        scene.Confirm = (_, _) =>
        {
            scene.RunAsync("update supabase_migrations.schema_migrations set name = 'other' where version = '20240109000000'").GetAwaiter().GetResult();
            return true;
        };

        var failure = await FailedAsync(scene, ExitCode.Refused, changed: true);

        failure.Code.Should().Be(FailureCode.HistoryChanged);
        (await RowsAsync(scene)).Should().HaveCount(3);
    }

    [PostgresFact]
    public async Task Has_nothing_to_ask_where_the_history_is_right_already()
    {
        await using var scene = await SceneAsync(History);
        scene.Options.Argument("applied", "20240101000000");

        (await RepairAsync(scene)).Count.Should().Be(0);
    }

    [PostgresFact]
    public async Task Repairs_a_history_of_versions_only()
    {
        await using var scene = await SceneAsync("""
            create schema supabase_migrations; create table supabase_migrations.schema_migrations (version text not null primary key);
            insert into supabase_migrations.schema_migrations values ('20240101000000'), ('5')
            """);
        scene.Options.Argument("applied", "20240101000000").Argument("reverted", "5").Argument("yes");

        (await RepairAsync(scene)).Count.Should().Be(2);

        (await RowsAsync(scene)).Should().Equal("20240101000000|first|{\"create table a (id int)\"}");
    }

    [Theory]
    [InlineData("", "", "", "Repair")]
    [InlineData("20240101000000", "", "20240101000000", "--baseline")]
    [InlineData("20240101000000", "20240101000000,20240102000000", "", "--reverted")]
    public async Task Refuses_what_cannot_be_meant_before_anything_is_contacted(string applied, string reverted, string baseline, string where)
    {
        using var scene = new Options.OptionsScene();
        scene.Argument("environment", "production").Variable("PRODUCTION_DATABASE_URL", "postgresql://u@127.0.0.1:1/nobody_asks");
        if (applied.Length > 0) scene.Argument("applied", applied);
        if (reverted.Length > 0) scene.Argument("reverted", reverted);
        if (baseline.Length > 0) scene.Argument("baseline", baseline);
        var services = new PipelineServices(TimeProvider.System, new Progress<string>(), () => ExitCode.Interrupted, Confirm: null, Containers: null);

        var failure = (await FluentActions.Awaiting(() => new RepairRun(scene.Resolve("Repair"), services).RunAsync(CancellationToken.None))
            .Should().ThrowExactlyAsync<DeployFailure>()).Which;

        failure.ExitCode.Should().Be(ExitCode.BadConfiguration);
        failure.Problems.Should().ContainSingle().Which.Where.Should().Be(where);
    }

    private async Task<DeployScene> SceneAsync(string sql)
    {
        var scene = await DeployScene.CreateAsync(server, sql);
        scene.File("20240101000000_first.sql", "create table a (id int);").File("20240102000000_second.sql", "create table b (id int);")
            .File("20240103000000_third.sql", "select 3; select 4;").Production("protected: false").Options.Argument("environment", "production");
        return scene;
    }

    private static Task<Repaired> RepairAsync(DeployScene scene) =>
        new RepairRun(scene.Options.Resolve("Repair"), scene.Services()).RunAsync(CancellationToken.None);

    private static async Task<DeployFailure> FailedAsync(DeployScene scene, ExitCode code, bool changed = false)
    {
        var before = await RowsAsync(scene);
        var failure = (await FluentActions.Awaiting(() => RepairAsync(scene)).Should().ThrowExactlyAsync<DeployFailure>()).Which;
        (failure.ExitCode, failure.State).Should().Be((code, FailureState.NothingChanged));
        if (!changed) (await RowsAsync(scene)).Should().Equal(before);
        return failure;
    }

    private static Task<string[]> RowsAsync(DeployScene scene) => scene.ScalarAsync<string[]>(
        "select array_agg(concat_ws('|', version, name, statements) order by version) from supabase_migrations.schema_migrations");

    private static async Task<IEnumerable<MigrationState>> StatesAsync(DeployScene scene) =>
        (await Lookup.AtAsync(scene.Options.Resolve("Status"), scene.Services(), contract: false, CancellationToken.None)).Plan.Entries.Select(e => e.State);
}
