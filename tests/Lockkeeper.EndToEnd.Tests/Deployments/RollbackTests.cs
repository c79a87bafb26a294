using Lockkeeper.Catalog;
using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.EndToEnd.Tests.Deployments;

/// <summary>The initiative's cleanup is deployed, the smoke tests fail, and people go on signing up and uploading meanwhile.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class RollbackTests(PostgresFixture server) : IDisposable
{
    // Only the sign-up of the smoke tests is refused, and only after the cleanup; it stands for whatever goes wrong after COMMIT.
    private const string Fault = """
        create function public.refuse_probe() returns trigger language plpgsql as
        $$ begin if to_regclass('public.' || 'users') is null then raise exception 'the probe may not sign up'; end if; return new; end $$;
        create trigger zz_refuse_probe before insert on auth.users for each row when (new.email like 'lockkeeper-smoke-%') execute function public.refuse_probe();
        """;

    private const string SignUp = """
        insert into auth.users (id, aud, role, email, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
        values (gen_random_uuid(), 'authenticated', 'authenticated', 'new' || $1 || '@example.org', '{"provider":"email"}', '{"full_name":"New"}', now(), now()) returning id
        """;

    private const string Upload = """
        insert into documents.documents (user_id, title, storage_path, mime_type, size_bytes, content_sha256)
        values ((select id from auth.users where email = 'new' || $1 || '@example.org'), 'New', 'new/' || $1, 'application/pdf', 1, repeat('a', 64))
        """;

    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task After_failing_smoke_tests_all_is_as_before_and_every_row_written_meanwhile_is_kept()
    {
        await using var production = await Production.CreateAsync(server);
        await production.SeedAsync();
        await production.ExecuteAsync(Fault);
        var (before, users, info) = (await FingerprintAsync(production), await DigestAsync(production, "users", "id"), await DigestAsync(production, "user_info", "user_id"));
        var committed = new TaskCompletionSource();
        _program.OnLine = line =>
        {
            if (line.Contains("Database Connectivity", StringComparison.Ordinal) && !line.Contains("before Migrate", StringComparison.Ordinal)) committed.TrySetResult();
        };

        var running = _program.Against(production).DeployAsync();
        await Task.WhenAny(committed.Task, running);
        var written = await WriteAsync(production, 500);
        var run = await running;

        run.ExitCode.Should().Be(5, run.Said);
        run.Reported("outcome").Should().Be("rolledBack");
        run.Reported("failure.code").Should().Be("smokeTestFailed");
        run.Reported("failure.state").Should().Be("rolledBack");
        run.Reported("rollback.done").Should().Be("true");
        run.Reported("rollback.fingerprintRestored").Should().Be("true");
        run.All("phases", "status").Should().Equal("succeeded", "succeeded", "succeeded", "failed", "skipped", "succeeded");
        (await FingerprintAsync(production)).Should().Be(before);
        (await DigestAsync(production, "users", "id")).Should().Be(users);
        (await DigestAsync(production, "user_info", "user_id")).Should().Be(info);
        (await production.ScalarAsync<long>("select count(*) from auth.users where email like 'new%@example.org'")).Should().Be(written);
        (await production.ScalarAsync<long>("select count(*) from documents.documents where title = 'New'")).Should().Be(written);
        (await production.HistoryAsync()).Should().HaveCount(26);
        await SignUpAsync(production, "after");
        (await production.ScalarAsync<long>("select count(*) from public.users where email = 'newafter@example.org'")).Should().Be(1, "the trigger fires again");
    }

    [PostgresFact]
    public async Task Where_it_is_told_to_stop_the_deployment_stays_and_is_undone_by_command()
    {
        await using var production = await Production.CreateAsync(server);
        await production.SeedAsync();
        await production.ExecuteAsync(Fault);
        var before = await FingerprintAsync(production);
        var config = _program.Scratch.Write("lockkeeper.yaml", $"migrations: {Repository.Migrations}\nmonitor: {{ onFailure: stop }}\n");

        var run = await _program.Against(production).DeployAsync($"--config={config}");
        run.ExitCode.Should().Be(7, run.Said);
        run.Reported("failure.next").Should().Contain("--target=Rollback");
        (await FingerprintAsync(production)).Should().NotBe(before);

        var undone = await _program.RunAsync("--target=Rollback", "--environment=production", "--yes", $"--config={config}");

        undone.ExitCode.Should().Be(0, undone.Said);
        undone.Said.Should().Contain("restored").And.Contain("public.users");
        undone.Reported("rollback.done").Should().Be("true");
        (await FingerprintAsync(production)).Should().Be(before);
    }

    public void Dispose() => _program.Dispose();

    private static async Task<int> WriteAsync(Production production, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await SignUpAsync(production, $"{i}");
            await RunAsync(production, Upload, $"{i}");
        }

        return count;
    }

    private static Task SignUpAsync(Production production, string name) => RunAsync(production, SignUp, name);

    private static async Task RunAsync(Production production, string sql, string name)
    {
        await using var connection = await production.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter { Value = name } } };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> FingerprintAsync(Production production)
    {
        await using var connection = await production.OpenAsync();
        return Fingerprint.Of(await CatalogReader.ReadAsync(connection, CancellationToken.None));
    }

    // Those who signed up after the rollback have a copy, too.
    private static Task<string> DigestAsync(Production production, string table, string key) => production.ScalarAsync<string>(
        $"select count(*) || ' ' || sum(hashtextextended(t::text, 0)) from public.{table} t where {key} in (select id from auth.users where email like 'member%')");
}
