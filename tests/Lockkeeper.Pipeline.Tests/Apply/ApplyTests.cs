using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Apply;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Reports;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Apply;

public sealed class ApplyTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresFact]
    public async Task Applies_what_is_pending_and_is_up_to_date_the_next_time()
    {
        await using var scene = await SceneAsync();
        scene.File("20240101000000_first.sql", "create table a (id int);").File("20240102000000_second.sql", "create table b (id int);");

        var first = await ApplyAsync(scene);
        var second = await ApplyAsync(scene);

        first.Failure.Should().BeNull();
        (first.Report.Outcome, first.Report.ExitCode).Should().Be((Outcome.Succeeded, ExitCode.Done));
        first.Report.Migrations.Select(m => (m.Version, m.Status))
            .Should().Equal(("20240101000000", MigrationStatus.Applied), ("20240102000000", MigrationStatus.Applied));
        (second.Report.Outcome, second.Report.ExitCode, second.Report.Migrations.Count).Should().Be((Outcome.UpToDate, ExitCode.Done, 0));
        (await scene.ScalarAsync<string[]>("select array_agg(version order by version) from supabase_migrations.schema_migrations"))
            .Should().Equal("20240101000000", "20240102000000");
        Directory.Exists(scene.Artifacts).Should().BeFalse("it leaves no ledger");
    }

    [PostgresFact]
    public async Task A_project_whose_applied_files_break_rules_goes_on_with_new_ones()
    {
        await using var scene = await SceneAsync();
        scene.File("20240101000000_first.sql", "begin;\ncreate table a (id int);\ncommit;");
        var pending = await ApplyAsync(scene);
        await scene.RunAsync(
            """
            create schema supabase_migrations;
            create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
            insert into supabase_migrations.schema_migrations values ('20240101000000', array['begin', 'create table a (id int)', 'commit'], 'first');
            create table a (id int);
            """);
        scene.File("20240102000000_second.sql", "create table b (id int);");

        var adopted = await ApplyAsync(scene);

        pending.Failure!.Code.Should().Be(FailureCode.MigrationFolder);
        pending.Failure.Message.Should().Contain("20240101000000_first.sql:1: BEGIN");
        adopted.Failure.Should().BeNull();
        adopted.Report.Migrations.Select(m => m.Version).Should().Equal("20240102000000");
    }

    [PostgresFact]
    public async Task Being_up_to_date_takes_two_round_trips_after_authentication()
    {
        await using var scene = await SceneAsync();
        scene.File("20240101000000_first.sql", "create table a (id int);");
        (await ApplyAsync(scene)).Failure.Should().BeNull();
        await using var proxy = new RoundTrips(server.Cluster.Port);
        Through(proxy, scene);

        var again = await ApplyAsync(scene);

        again.Failure.Should().BeNull();
        again.Report.Outcome.Should().Be(Outcome.UpToDate);
        proxy.Sessions.Should().Be(2, "the one that would apply logs in beside the first");
        proxy.AfterAuthentication.Should().Be(2);
    }

    [PostgresFact]
    public async Task Where_a_transaction_sees_only_what_was_there_before_it_the_server_is_asked_once_more_under_the_lock()
    {
        await using var scene = await SceneAsync();
        await scene.RunAsync("do $$ begin execute format('alter database %I set default_transaction_isolation = serializable', current_database()); end $$");
        scene.File("20240101000000_first.sql", "create table a (id int);");
        (await ApplyAsync(scene)).Failure.Should().BeNull();
        await using var proxy = new RoundTrips(server.Cluster.Port);
        Through(proxy, scene);

        var again = await ApplyAsync(scene);

        again.Report.Outcome.Should().Be(Outcome.UpToDate);
        proxy.AfterAuthentication.Should().Be(3);
    }

    [PostgresFact]
    public async Task Many_files_take_no_more_round_trips_than_a_few()
    {
        var counted = new List<int>();
        foreach (var files in (int[])[3, 40])
        {
            await using var scene = await SceneAsync();
            for (var i = 1; i <= files; i++) scene.File($"2024010100{i:0000}_f.sql", $"create table t{i} (id int);\ninsert into t{i} values ({i});\ncomment on table t{i} is 'one of {files}';");
            await using var proxy = new RoundTrips(server.Cluster.Port);
            Through(proxy, scene);

            var applied = await ApplyAsync(scene);

            applied.Failure.Should().BeNull();
            applied.Report.Migrations.Should().HaveCount(files);
            counted.Add(proxy.AfterAuthentication);
        }

        counted[1].Should().Be(counted[0]).And.BeLessThanOrEqualTo(5);
    }

    [PostgresTheory]
    [InlineData("production", "--target=DeployProduction")]
    [InlineData("staging", "--target=DeployStaging")]
    [InlineData("demo", "--target=Monitor --environment=demo")]
    public async Task Refuses_a_protected_environment_and_names_the_key_and_the_target_to_use(string environment, string target)
    {
        await using var scene = await DeployScene.CreateAsync(server);
        scene.File("20240101000000_first.sql", "create table a (id int);").Options.Yaml("environments: { demo: { protected: true } }")
            .Argument("environment", environment).Variable($"{environment.ToUpperInvariant()}_DATABASE_URL", "postgresql://u@127.0.0.1:1/nobody_asks");

        var (failure, report) = await ApplyAsync(scene);

        (failure!.Code, failure.ExitCode, report.Outcome).Should().Be((FailureCode.ProtectedEnvironment, ExitCode.Refused, Outcome.Refused));
        failure.Message.Should().Contain($"environments.{environment}.protected");
        failure.Next.Should().Contain(target);
    }

    [PostgresFact]
    public async Task Says_that_the_throwaway_environment_is_nothing_to_apply_to_and_what_to_configure()
    {
        await using var scene = await DeployScene.CreateAsync(server);
        scene.File("20240101000000_first.sql", "create table a (id int);");

        var (failure, _) = await ApplyAsync(scene);

        failure!.ExitCode.Should().Be(ExitCode.BadConfiguration);
        failure.Problems.Should().ContainSingle().Which.Fix.Should().Contain("DEVELOPMENT_DATABASE_URL").And.Contain("--environment=development");
    }

    [PostgresFact]
    public async Task A_migration_that_fails_is_rolled_back_whole()
    {
        await using var scene = await SceneAsync();
        scene.File("20240101000000_first.sql", "create table a (id int);\nselect nosuch;");

        var (failure, report) = await ApplyAsync(scene);

        (failure!.ExitCode, failure.State, report.Outcome).Should().Be((ExitCode.RolledBack, FailureState.RolledBack, Outcome.RolledBack));
        failure.Message.Should().StartWith("20240101000000_first.sql:2: ERROR: column \"nosuch\" does not exist");
        report.Migrations.Should().ContainSingle().Which.Status.Should().Be(MigrationStatus.Failed);
        (await scene.ScalarAsync<bool>("select to_regclass('public.a') is null")).Should().BeTrue();
    }

    [PostgresFact]
    public async Task Those_before_a_failing_one_stay_and_a_person_must_look()
    {
        await using var scene = await SceneAsync();
        scene.File("20240101000000_first.sql", "create table a (id int);").File("20240102000000_second.sql", "select nosuch;");

        var (failure, report) = await ApplyAsync(scene);

        (failure!.ExitCode, failure.State).Should().Be((ExitCode.Unknown, FailureState.Dirty));
        report.Migrations.Select(m => m.Status).Should().Equal(MigrationStatus.Applied, MigrationStatus.Failed);
        report.Failure!.Message.Should().Contain("1 of 2 pending migrations are applied and stay: 20240101000000");
    }

    [PostgresFact]
    public async Task Refuses_a_history_that_does_not_fit_the_folder_as_a_deployment_does()
    {
        await using var scene = await SceneAsync();
        scene.File("20240101000000_first.sql", "create table a (id int);");
        (await ApplyAsync(scene)).Failure.Should().BeNull();
        scene.File("20240101000000_first.sql", "create table a (id bigint);");

        var (failure, report) = await ApplyAsync(scene);

        (failure!.Code, failure.ExitCode).Should().Be((FailureCode.HistoryModified, ExitCode.Refused));
        failure.Next.Should().Contain("--applied=20240101000000");
        report.Phases.Should().Contain(p => p.Name.Equals("Migrate", StringComparison.Ordinal) && p.Status == PhaseStatus.Refused);
    }

    [PostgresFact]
    public async Task Refuses_another_server_than_the_configured_one_also_when_nothing_is_pending()
    {
        await using var scene = await SceneAsync("protected: false, identity: { systemIdentifier: \"7000000000000000001\" }");
        scene.File("20240101000000_first.sql", "create table a (id int);");

        var (failure, _) = await ApplyAsync(scene);

        failure!.Code.Should().Be(FailureCode.WrongTarget);
        (await scene.ScalarAsync<bool>("select to_regclass('public.a') is null")).Should().BeTrue();
    }

    [PostgresFact]
    public async Task Of_two_at_once_one_applies_and_the_other_is_up_to_date()
    {
        await using var scene = await SceneAsync();
        scene.File("20240101000000_first.sql", "create table a (id int);").File("20240102000000_second.sql", "create index concurrently i on a (id);");

        var runs = await Task.WhenAll(ApplyAsync(scene), ApplyAsync(scene), ApplyAsync(scene));

        runs.Should().OnlyContain(run => run.Failure == null);
        runs.Select(run => run.Report.Outcome).Should().BeEquivalentTo([Outcome.Succeeded, Outcome.UpToDate, Outcome.UpToDate]);
    }

    [PostgresFact]
    public async Task What_is_wrong_with_the_files_is_told_also_while_another_deployment_holds_the_lock()
    {
        await using var scene = await SceneAsync();
        scene.File("20240101000000_first.sql", "create table a (id int);").File("20240101000000_again.sql", "create table b (id int);");
        await using var target = TargetDatabase.For(scene.Options.Resolve("Apply").Database!, "another deployment");
        await using var held = await DeploymentLock.AcquireAsync(target, TimeSpan.FromSeconds(10), new Progress<string>(), TimeProvider.System, CancellationToken.None);

        var (failure, _) = await ApplyAsync(scene).WaitAsync(TimeSpan.FromMinutes(1));

        failure!.Code.Should().Be(FailureCode.MigrationFolder);
        failure.Message.Should().Contain("2 files have the version 20240101000000");
        await held.AssertHeldAsync(CancellationToken.None);
    }

    [PostgresFact]
    public async Task Files_that_are_wrong_leave_the_lock_to_the_next()
    {
        await using var scene = await SceneAsync();
        scene.File("20240101000000_first.sql", "create table a (id int);").File("20240102000000_second.sql", "create tabel b (id int);");
        var refused = await ApplyAsync(scene);
        scene.File("20240102000000_second.sql", "create table b (id int);");

        var mended = await ApplyAsync(scene);

        (refused.Failure!.Code, refused.Failure.ExitCode).Should().Be((FailureCode.MigrationSyntax, ExitCode.NothingChanged));
        mended.Failure.Should().BeNull();
        mended.Report.Migrations.Should().HaveCount(2);
    }

    [PostgresFact]
    public async Task Interrupted_it_says_so_and_what_is_applied()
    {
        await using var scene = await SceneAsync();
        scene.File("20240101000000_first.sql", "create table a (id int);");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var (failure, _) = await ApplyAsync(scene, cancelled.Token);

        (failure!.Code, failure.ExitCode).Should().Be((FailureCode.Interrupted, ExitCode.Interrupted));
    }

    private static void Through(RoundTrips proxy, DeployScene scene)
    {
        var url = scene.Options.Resolve("Apply").Database!;
        scene.Options.Variable(
            "PRODUCTION_DATABASE_URL", $"postgresql://{url.Username}:{url.Password}@127.0.0.1:{proxy.Port}/{url.Database}?sslmode=disable&gssencmode=disable");
    }

    private async Task<DeployScene> SceneAsync(string production = "protected: false")
    {
        var scene = await DeployScene.CreateAsync(server);
        scene.Production(production).Options.Argument("environment", "production");
        return scene;
    }

    private static async Task<(DeployFailure? Failure, DeploymentReport Report)> ApplyAsync(DeployScene scene, CancellationToken token = default)
    {
        var run = new ApplyRun(scene.Options.Resolve("Apply"), scene.Services());
        try
        {
            await run.RunAsync(token);
            return (null, run.Report!);
        }
        catch (DeployFailure failure)
        {
            return (failure, run.Report!);
        }
    }
}
