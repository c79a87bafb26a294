using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Pipeline.Tests.Ledgers;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.VerifyEnv;

public sealed class GateTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private const string History = """
        create schema supabase_migrations;
        create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
        """;

    [PostgresFact]
    public async Task A_target_in_order_passes_all_gates()
    {
        await using var scene = await SceneAsync();

        var env = await scene.VerifyAsync();

        env.Migrations.Should().ContainSingle().Which.Should().Match<PlannedMigration>(m => m.Version == "20240101000000" && !m.Applied);
        env.Fingerprint.Should().MatchRegex("^[0-9a-f]{64}$");
        env.FolderSha256.Should().Be((await scene.FolderAsync()).Sha256);
        env.Checklist.Select(c => c.Item).Should().Equal(
            "Staging Testing Complete", "Migration Scripts Ready", "Rollback Plan Prepared", "Production Backup", "Environment Variables Verified",
            "Deployment Window Scheduled", "Monitoring Setup");
    }

    [PostgresFact]
    public async Task Another_system_identifier_is_the_wrong_target()
    {
        await using var scene = await SceneAsync();
        scene.Production("identity: { systemIdentifier: \"7412345678901234567\" }");

        var refused = await scene.RefusedAsync();

        refused.Code.Should().Be(FailureCode.WrongTarget);
        refused.Problems.Should().ContainSingle().Which.Where.Should().Be("environments.production.identity.systemIdentifier");
        refused.Message.Should().Contain("7412345678901234567").And.Contain(await scene.ScalarAsync<string>("select system_identifier::text from pg_control_system()"));
    }

    [PostgresFact]
    public async Task The_right_system_identifier_passes()
    {
        await using var scene = await SceneAsync();
        var identifier = await scene.ScalarAsync<string>("select system_identifier::text from pg_control_system()");
        scene.Production($"identity: {{ systemIdentifier: \"{identifier}\" }}");

        await scene.VerifyAsync();
    }

    [PostgresFact]
    public async Task A_server_that_is_too_old_is_refused()
    {
        await using var scene = await SceneAsync();

        var refused = await scene.RefusedAsync(identity: new TargetIdentity("db", 5432, "postgres", "postgres", "13.9", 13, null));

        refused.Code.Should().Be(FailureCode.UnsupportedVersion);
        refused.Message.Should().Contain("13.9");
    }

    [PostgresFact]
    public async Task A_read_only_database_is_refused()
    {
        await using var scene = await SceneAsync();
        var name = await scene.ScalarAsync<string>("select current_database()::text");
        await scene.RunAsync($"alter database \"{name}\" set default_transaction_read_only = on");

        var refused = await scene.RefusedAsync();

        refused.Code.Should().Be(FailureCode.WrongTarget);
        refused.Message.Should().Contain("is read only").And.Contain("disk is full");
    }

    [PostgresFact]
    public async Task A_version_without_a_file_is_refused_by_name()
    {
        await using var scene = await SceneAsync(History + "insert into supabase_migrations.schema_migrations values ('20230101000000', '{select 9}', 'gone')");

        var refused = await scene.RefusedAsync();

        refused.Code.Should().Be(FailureCode.HistoryMissingFile);
        refused.Message.Should().Contain("20230101000000_gone: ");
    }

    [PostgresFact]
    public async Task A_file_that_was_edited_after_it_was_applied_is_refused_with_its_line()
    {
        await using var scene = await SceneAsync(History + "insert into supabase_migrations.schema_migrations values ('20240101000000', '{create table other (id int)}', 'first')");

        var refused = await scene.RefusedAsync();

        refused.Code.Should().Be(FailureCode.HistoryModified);
        refused.Problems.Should().ContainSingle().Which.Where.Should().Be("20240101000000_first.sql:1");
    }

    [PostgresFact]
    public async Task A_late_migration_is_refused_unless_it_is_wanted()
    {
        await using var scene = await SceneAsync(History + "insert into supabase_migrations.schema_migrations values ('20250101000000', '{select 2}', 'second')");
        scene.File("20250101000000_second.sql", "select 2;");

        (await scene.RefusedAsync()).Code.Should().Be(FailureCode.HistoryOutOfOrder);

        scene.Options.Argument("include-out-of-order", "true");
        (await scene.VerifyAsync()).Migrations.Should().Contain(m => m.Version == "20240101000000" && !m.Applied);
    }

    [PostgresFact]
    public async Task An_invalid_index_is_refused_with_the_command_that_removes_it()
    {
        await using var scene = await SceneAsync("create table t as select 1 as id union all select 1");
        await FluentActions.Awaiting(() => scene.RunAsync("create unique index concurrently t_id on t (id)")).Should().ThrowAsync<Npgsql.PostgresException>();

        var refused = await scene.RefusedAsync();

        refused.Code.Should().Be(FailureCode.InvalidIndex);
        refused.Message.Should().Contain("drop index concurrently public.t_id;");
    }

    [PostgresFact]
    public async Task A_role_that_can_write_no_history_and_does_not_own_what_it_shall_drop_is_refused_for_both()
    {
        await using var scene = await SceneAsync(History + "create table public.t (id int)");
        scene.File("20250101000000_drop.sql", "-- removes: table public.t\n-- loses data: public.t\ndrop table public.t;");
        var name = await scene.ScalarAsync<string>("select current_database()::text");
        await scene.RunAsync($"create role \"{name}\" login password 'gate-password'; grant usage on schema supabase_migrations to \"{name}\"");
        await scene.RunAsync($"grant select on supabase_migrations.schema_migrations to \"{name}\"");
        try
        {
            var url = new Npgsql.NpgsqlConnectionStringBuilder(scene.Options.Resolve("DeployProduction").Database!.ConnectionString);
            scene.Options.Variable("PRODUCTION_DATABASE_URL", $"postgresql://{name}:gate-password@{url.Host}:{url.Port}/{url.Database}?sslmode=disable&gssencmode=disable");

            var refused = await scene.RefusedAsync();

            refused.Code.Should().Be(FailureCode.InsufficientPrivilege);
            refused.Problems.Select(p => p.Where).Should().Equal("supabase_migrations.schema_migrations", "table public.t");
            refused.Message.Should().Contain("belongs to supabase_admin");
        }
        finally
        {
            await scene.RunAsync($"drop owned by \"{name}\"; drop role \"{name}\"");
        }
    }

    [PostgresFact]
    public async Task Outside_its_window_a_deployment_is_refused_but_looking_is_not()
    {
        // The clock stands at a Sunday, 10:15.
        await using var scene = await SceneAsync(time: new FixedTime());
        scene.Production("window: { days: [sat], from: \"02:00\", to: \"05:00\", timeZone: UTC }");

        (await scene.RefusedAsync()).Code.Should().Be(FailureCode.OutsideWindow);
        scene.Options.Argument("environment", "production");
        await scene.VerifyAsync("VerifyEnv");
    }

    [PostgresFact]
    public async Task Outside_its_window_a_reason_is_kept_in_the_checklist()
    {
        await using var scene = await SceneAsync(time: new FixedTime());
        scene.Production("window: { days: [sat], from: \"02:00\", to: \"05:00\", timeZone: UTC }");
        scene.Options.Argument("outside-window", "the site is down");

        var env = await scene.VerifyAsync();

        var item = env.Checklist.Single(c => c.Item is Checklist.DeploymentWindowScheduled);
        item.Status.Should().Be(ChecklistStatus.Waived);
        item.Note.Should().Contain("the site is down");
    }

    [PostgresFact]
    public async Task Everything_that_is_wrong_is_told_together()
    {
        await using var scene = await SceneAsync(
            History + "insert into supabase_migrations.schema_migrations values ('20230101000000', '{select 9}', 'gone')", new FixedTime());
        scene.Production("identity: { systemIdentifier: \"1\" }, requires: { staging: 7d }, window: { days: [sat], from: \"02:00\", to: \"05:00\", timeZone: UTC }");

        var refused = await scene.RefusedAsync();

        refused.Problems.Should().HaveCount(4);
        refused.Message.Split('\n').Should().HaveCount(5);
    }

    private async Task<DeployScene> SceneAsync(string sql = "", TimeProvider? time = null) =>
        (await DeployScene.CreateAsync(server, sql, time)).File("20240101000000_first.sql", "create table first (id int);");
}
