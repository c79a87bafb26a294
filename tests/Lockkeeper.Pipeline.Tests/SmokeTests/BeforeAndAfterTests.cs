using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.SmokeTests;

/// <summary>The six directly before Migrate and after it: what a deployment broke, mended, or found broken.</summary>
public sealed class BeforeAndAfterTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    // The table's name is put together, so that nothing before COMMIT notices what the trigger needs.
    private const string Hidden = """
        create or replace function public.handle_new_user() returns trigger language plpgsql security definer set search_path = '' as $$
        begin execute 'insert into public.' || 'users (id, email) values ($1, $2)' using new.id, new.email; return new; end $$;
        """;

    [PostgresFact]
    public async Task A_cleanup_that_leaves_the_trigger_is_undone_by_itself_and_the_six_pass_again()
    {
        await using var scene = await SmokeScene.CreateAsync(server, migrations: 26);
        await scene.SqlAsync(Hidden);
        // No rows are lost: what the tests before Migrate wrote to these tables is gone again.
        scene.File("20250101000000_wrong.sql", """
            -- removes: table public.user_info
            -- removes: table public.users
            drop table public.user_info;
            drop table public.users;
            """);

        var (failure, report) = await scene.DeployAsync();

        failure!.ExitCode.Should().Be(ExitCode.RolledBack);
        failure.Message.Should().Contain("Authentication Flow: passed before this deployment: nobody can register").And.Contain("on_auth_user_created (public.handle_new_user())");
        report.SmokeTests.Select(t => t.Before).Should().AllBeEquivalentTo(SmokeTestStatus.Passed);
        report.SmokeTests.Where(t => t.Status is SmokeTestStatus.Failed).Select(t => t.Name).Should().Equal(SmokeTestNames.AuthenticationFlow);
        report.Preserved.Where(t => t.Object is not "auth.audit_log_entries").Should().OnlyContain(t => t.Same, "smoke tests leave nothing to compare");
        var (again, fine) = await scene.RunAsync();
        fine.Should().BeNull();
        again.Should().OnlyContain(t => t.Status == SmokeTestStatus.Passed);
    }

    [PostgresFact]
    public async Task A_deployment_that_mends_what_was_broken_says_so()
    {
        await using var scene = await SmokeScene.CreateAsync(server, migrations: 26);
        await scene.SqlAsync("drop table public.user_info; drop table public.users");
        scene.File("20250101000000_right.sql", """
            -- removes: trigger on_auth_user_created on auth.users
            -- removes: function public.handle_new_user()
            drop trigger on_auth_user_created on auth.users;
            drop function public.handle_new_user();
            """);

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        var test = report.SmokeTests.Single(t => t.Name is SmokeTestNames.AuthenticationFlow);
        (test.Before, test.Status).Should().Be((SmokeTestStatus.Failed, SmokeTestStatus.Passed));
        test.Note.Should().StartWith("mended, it failed before this deployment: ");
    }

    [PostgresFact]
    public async Task A_table_that_a_deployment_adds_and_one_that_it_removes_are_known_to_REST_afterwards()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await scene.SqlAsync("""
            alter event trigger pgrst_ddl_watch disable; alter event trigger pgrst_drop_watch disable;
            create table public.leaver (id int); alter table public.leaver owner to postgres; grant select on public.leaver to service_role; notify pgrst, 'reload schema';
            """);
        scene.File("20250101000000_swap.sql", """
            -- removes: table public.leaver
            -- loses data: public.leaver
            drop table public.leaver;
            create table public.newcomer (id int);
            grant select on public.newcomer to service_role;
            """);

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        report.SmokeTests.Single(t => t.Name is SmokeTestNames.ApiHealth).Evidence.Should()
            .Contain(e => e.Contains("REST had an old picture of public.leaver, public.newcomer; after NOTIFY", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task A_required_test_that_turns_out_impossible_refuses_before_anything_is_touched()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        scene.Yaml("smokeTests: { required: [Document Upload], upload: { bucket: letters } }").File("20250101000000_add.sql", "create table public.newcomer (id int);");

        var (failure, report) = await scene.DeployAsync();

        failure!.ExitCode.Should().Be(ExitCode.Refused);
        failure.Problems.Should().ContainSingle().Which.ToString().Should().Contain("Document Upload").And.Contain("found no bucket letters: set smokeTests.upload.bucket");
        report.SmokeTests.Single(t => t.Name is SmokeTestNames.DocumentUpload).Before.Should().Be(SmokeTestStatus.Failed);
        (await scene.ScalarAsync<bool>("select to_regclass('public.newcomer') is null")).Should().BeTrue();
    }
}
