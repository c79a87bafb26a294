using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Reports;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Deploying;

/// <summary>Smoke tests fail after COMMIT, and the deployment undoes itself or says why it does not.</summary>
public sealed class AutomaticRollbackTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    // Nobody can sign up once the old table is gone: its name is in a string, so nothing before COMMIT notices.
    private const string Schema = """
        create schema auth;
        create table auth.users (instance_id uuid, id uuid primary key, aud text, role text, email text, encrypted_password text, email_confirmed_at timestamptz,
            raw_app_meta_data jsonb, raw_user_meta_data jsonb, confirmation_token text, recovery_token text, email_change text, email_change_token_new text,
            created_at timestamptz, updated_at timestamptz);
        create function auth.refuse() returns trigger language plpgsql as $$
            begin if to_regclass('public.' || 'old') is null then raise exception 'closed'; end if; return new; end $$;
        create trigger refuse before insert on auth.users for each row execute function auth.refuse();
        create table public.old (id int primary key, name text); insert into public.old select i, 'n' || i from generate_series(1, 10) i;
        """;

    private const string Migration = "-- removes: table public.old\n-- loses data: public.old\ndrop table public.old; create table public.young (id int);";

    [PostgresFact]
    public async Task It_is_undone_with_exit_5()
    {
        await using var scene = await SceneAsync();

        var (failure, report) = await scene.DeployAsync(last: Phase.SmokeTests);

        failure!.ExitCode.Should().Be(ExitCode.RolledBack);
        failure.Code.Should().Be(FailureCode.SmokeTestFailed);
        failure.Message.Should().Contain("closed").And.Contain("was rolled back");
        var test = report.SmokeTests.Single(t => t.Name is SmokeTestNames.AuthenticationFlow);
        (test.Before, test.Status).Should().Be((SmokeTestStatus.Skipped, SmokeTestStatus.Failed));
        report.Outcome.Should().Be(Outcome.RolledBack);
        report.Migrations.Single().Status.Should().Be(MigrationStatus.RolledBack);
        report.Rollback!.Rows.Should().Equal(new ReturnedRows("public.old", 10, 0));
        (await scene.ScalarAsync<long>("select count(*) from public.old")).Should().Be(10);
    }

    [PostgresFact]
    public async Task What_is_for_a_person_leaves_it_applied_with_exit_6_and_the_commands()
    {
        await using var scene = await SceneAsync();
        scene.OnTold = told =>
        {
            if (told.StartsWith("failed ", StringComparison.Ordinal)) scene.RunAsync("insert into public.young values (1)").GetAwaiter().GetResult();
        };

        var (failure, report) = await scene.DeployAsync(last: Phase.SmokeTests);

        failure!.ExitCode.Should().Be(ExitCode.Unknown);
        failure.Code.Should().Be(FailureCode.RollbackManual);
        failure.State.Should().Be(FailureState.Applied);
        failure.Message.Should().Contain("closed").And.Contain("drop table public.young;");
        failure.Next.Should().Contain($"./build.sh --target=Rollback --deployment={report.Deployment} --environment=production");
        report.Rollback!.Done.Should().BeFalse();
        report.Rollback.Manual.Should().ContainSingle();
        report.Rollback.Automatic.Should().Contain("restore from the backup: TABLE public old supabase_admin");
        (await scene.ScalarAsync<bool>("select to_regclass('public.old') is null")).Should().BeTrue();
    }

    [PostgresFact]
    public async Task A_damaged_backup_leaves_it_applied_with_exit_6_and_is_named()
    {
        await using var scene = await SceneAsync();
        scene.OnTold = told =>
        {
            if (!told.StartsWith("failed", StringComparison.Ordinal)) return;
            var file = Directory.EnumerateFiles(scene.Artifacts, "*.dat.gz", SearchOption.AllDirectories).First();
            File.WriteAllBytes(file, [.. File.ReadAllBytes(file).Select((b, i) => i == 20 ? (byte)(b ^ 1) : b)]);
        };

        var (failure, _) = await scene.DeployAsync(last: Phase.SmokeTests);

        failure!.ExitCode.Should().Be(ExitCode.Unknown);
        failure.Code.Should().Be(FailureCode.BackupFailed);
        failure.Message.Should().Contain(".dat.gz: has the hash");
    }

    [PostgresFact]
    public async Task Told_to_stop_it_stays_with_exit_7()
    {
        await using var scene = await SceneAsync();
        scene.Options.Yaml("monitor: { onFailure: stop }");

        var (failure, report) = await scene.DeployAsync(last: Phase.SmokeTests);

        failure!.ExitCode.Should().Be(ExitCode.SmokeTestsFailed);
        report.Rollback.Should().BeNull();
        report.Phases.Should().HaveCount(5);
    }

    [PostgresFact]
    public async Task What_had_failed_before_leaves_it_applied_with_exit_7()
    {
        await using var scene = await SceneAsync();
        await scene.RunAsync("create or replace function auth.refuse() returns trigger language plpgsql as $$ begin raise exception 'closed for long'; end $$");

        var (failure, report) = await scene.DeployAsync(last: Phase.SmokeTests);

        failure!.ExitCode.Should().Be(ExitCode.SmokeTestsFailed);
        failure.Code.Should().Be(FailureCode.SmokeTestFailedBefore);
        failure.State.Should().Be(FailureState.Applied);
        failure.Message.Should().Contain("Authentication Flow: failed before this deployment as well").And.Contain("closed for long");
        report.Rollback.Should().BeNull();
        (await scene.ScalarAsync<bool>("select to_regclass('public.old') is null")).Should().BeTrue();
    }

    [PostgresFact]
    public async Task What_fails_anew_undoes_it_also_where_something_else_had_failed_before()
    {
        await using var scene = await SceneAsync();
        await scene.RunAsync("create schema storage; create table storage.buckets (id text, public bool); create table storage.objects (bucket_id text, name text)");

        var (failure, report) = await scene.DeployAsync(last: Phase.SmokeTests);

        failure!.ExitCode.Should().Be(ExitCode.RolledBack);
        report.SmokeTests.Where(t => t.Status is SmokeTestStatus.Failed).Select(t => (t.Name, t.Before)).Should().Equal(
            (SmokeTestNames.AuthenticationFlow, SmokeTestStatus.Skipped), (SmokeTestNames.StorageAccess, (SmokeTestStatus?)SmokeTestStatus.Failed));
    }

    private async Task<DeployScene> SceneAsync()
    {
        var scene = await DeployScene.CreateAsync(server, Schema);
        scene.File("20250101000000_change.sql", Migration).Options.Argument("yes", "");
        return scene;
    }
}
