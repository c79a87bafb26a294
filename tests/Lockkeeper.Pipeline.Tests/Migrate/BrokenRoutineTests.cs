using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Migrate;

public sealed class BrokenRoutineTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private const string Schema = """
        create schema auth; create table auth.users (id int primary key);
        create table public.users (id int primary key); insert into public.users values (1);
        create function public.handle_new_user() returns trigger language plpgsql as $$
        begin
            insert into public.users values (new.id);
            return new;
        end $$;
        create trigger on_auth_user_created after insert on auth.users for each row execute function public.handle_new_user();
        create procedure public.purge(what text) language plpgsql as $$ begin execute 'delete from public.users where ' || what; end $$;
        """;

    private const string DropTable = "-- removes: table public.users\n-- loses data: public.users\n";

    private const string DropFunction = """
        -- removes: function public.handle_new_user()
        -- removes: trigger on_auth_user_created on auth.users
        drop function public.handle_new_user() cascade;
        drop table public.users;
        """;

    [PostgresFact]
    public async Task Rolls_back_a_migration_that_leaves_a_function_broken_and_names_it()
    {
        await using var scene = await SceneAsync(DropTable + "drop table public.users;");

        var (failure, report) = await scene.DeployAsync();

        (failure!.Code, failure.ExitCode, failure.State).Should().Be((FailureCode.ContractBroken, ExitCode.RolledBack, FailureState.RolledBack));
        failure.Message.Should().Contain("function public.handle_new_user() no longer works: its body names table public.users in line 3, gone now");
        report.Migrations.Should().ContainSingle().Which.Contract!.Findings.Should().ContainSingle().Which.Should().Contain("public.handle_new_user()");
        (await scene.ScalarAsync<long>("select count(*) from public.users")).Should().Be(1);
    }

    [PostgresFact]
    public async Task Applies_it_with_the_function_dropped_too_and_reports_what_is_in_doubt()
    {
        await using var scene = await SceneAsync(DropTable + DropFunction);

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        report.Migrations.Should().ContainSingle().Which.Contract!.Notes.Should().Equal(
            "procedure public.purge(text) may no longer work: its body seems to name table public.users in line 1, gone now.");
    }

    private async Task<DeployScene> SceneAsync(string migration)
    {
        var scene = await DeployScene.CreateAsync(server, Schema);
        scene.File("20240101000000_drop.sql", migration).Options.Argument("yes", "");
        return scene;
    }
}
