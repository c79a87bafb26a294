using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Supabase.LocalSupabase;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Deployments;

/// <summary>
/// What this project was begun for: the cleanup done in the wrong way, the tables dropped and the trigger left. It is found by signing up over
/// HTTP, undone, and found to be undone by the same means.
/// </summary>
[Collection(DeploymentCollection.Name)]
public sealed class ClosingTheLoopTests(PostgresFixture server) : IDisposable
{
    private const string WrongCleanup = """
        -- removes: table public.user_info
        -- removes: table public.users
        -- loses data: public.user_info
        -- loses data: public.users
        drop table public.user_info;
        drop table public.users;
        """;

    // Named in its body, the table would be missed before COMMIT already.
    private const string Trigger = """
        create or replace function public.handle_new_user() returns trigger language plpgsql security definer set search_path = '' as
        $$ begin execute 'insert into public.' || 'users (id, email) values ($1, $2)' using new.id, new.email; return new; end $$
        """;

    private const string Members = """
        insert into auth.users (id, aud, role, email, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
        select gen_random_uuid(), 'authenticated', 'authenticated', format('member%s@example.org', n), '{"provider":"email"}', '{}', now(), now()
        from generate_series(1, 20) n
        """;

    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task A_cleanup_that_breaks_sign_up_is_found_by_signing_up_and_undone_and_all_six_tests_pass_again()
    {
        await using var production = await Production.CreateAsync(server);
        await production.ExecuteAsync(Trigger);
        await production.ExecuteAsync(Members);
        await using var services = await LocalServices.StartAsync(production.Superuser, new LocalServicesOptions(), TimeProvider.System, CancellationToken.None);
        Configure(production, services);
        var right = _program.Scratch.CopyMigrations(26);

        AllPassed(await SmokeTestsAsync(right));

        var wrong = _program.Scratch.Write("migrations/20250102000000_drop_users_only.sql", WrongCleanup);
        var run = await _program.DeployAsync($"--migrations={right}");

        run.ExitCode.Should().Be(5, run.Said);
        (run.Reported("outcome"), run.Reported("failure.code"), run.Reported("rollback.done")).Should().Be(("rolledBack", "smokeTestFailed", "true"));
        var signUp = run.Report["smokeTests"]!.AsArray().Single(t => t!["name"]!.ToString() is "Authentication Flow")!;
        signUp["status"]!.ToString().Should().Be("failed");
        signUp.ToJsonString().Should().Contain("handle_new_user");
        (await production.ScalarAsync<long>("select count(*) from public.users")).Should().Be(20);
        (await production.HistoryAsync()).Should().HaveCount(26);

        File.Delete(wrong);
        AllPassed(await SmokeTestsAsync(right));
        (await production.ScalarAsync<long>("select count(*) from auth.users")).Should().Be(20, "smoke tests leave nothing");
        (await production.ScalarAsync<long>("select count(*) from storage.objects")).Should().Be(0, "smoke tests leave nothing");
    }

    public void Dispose() => _program.Dispose();

    private Task<ProgramResult> SmokeTestsAsync(string migrations) =>
        _program.RunAsync("--target=SmokeTests", "--environment=production", "--yes", $"--migrations={migrations}");

    private static void AllPassed(ProgramResult run)
    {
        run.ExitCode.Should().Be(0, run.Said);
        run.All("smokeTests", "status").Should().Equal(Enumerable.Repeat("passed", 6));
    }

    private void Configure(Production production, LocalServices services)
    {
        _program.Against(production).With("PRODUCTION_SUPABASE_URL", services.Address.AbsoluteUri)
            .With("PRODUCTION_PUBLISHABLE_KEY", services.PublishableKey).With("PRODUCTION_SECRET_KEY", services.SecretKey);
        _program.Scratch.Write("lockkeeper.yaml", $$"""
            migrations: {{Repository.Migrations}}
            environments:
              production: { api: { health: ["{{services.ApiHealth}}"], worker: "{{services.WorkerHealth}}" } }
            """);
        _program.With("LOCKKEEPER_CONFIG", _program.Scratch.Below("lockkeeper.yaml"));
    }
}
