using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Supabase.Tests.Migrations;

[Collection(ProjectCollection.Name)]
public sealed class QueueTests(PostgresFixture server)
{
    private const string Worker = "00000000-0000-0000-0000-00000000000";

    private static readonly string Setup =
        $"""
        insert into upload_pipeline.workers (id, hostname, process_id, version) values ('{Worker}1', 'a', 1, '1'), ('{Worker}2', 'b', 1, '1');
        insert into auth.users (id, email) values ('{Worker}3', 'a@example.org');
        insert into documents.documents (id, user_id, title, storage_path, mime_type, size_bytes, content_sha256)
            values ('{Worker}4', '{Worker}3', 't', 'p', 'application/pdf', 1, repeat('0', 64));
        insert into upload_pipeline.jobs (document_id, stage, priority, max_attempts) values ('{Worker}4', 'parse', 1, 1), ('{Worker}4', 'chunk', 0, 1);
        """;

    [PostgresFact]
    public async Task Two_workers_never_get_the_same_job_and_never_wait_for_each_other()
    {
        await using var project = await Project.CreateAsync(server, migrations: 27);
        await project.RunAsync("postgres", Setup);
        await using var first = await project.SignInAsync("authenticator");
        await using var second = await project.SignInAsync("authenticator");
        await using var open = await first.BeginTransactionAsync();

        (await ClaimAsync(first, 1)).Should().Equal("parse");
        (await ClaimAsync(second, 2)).Should().Equal("chunk");
        (await ClaimAsync(second, 2)).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task A_job_without_attempts_left_is_a_dead_letter_until_support_puts_it_back()
    {
        await using var project = await Project.CreateAsync(server, migrations: 27);
        await project.RunAsync("postgres", Setup);
        await using var worker = await project.SignInAsync("authenticator");
        await ClaimAsync(worker, 1);
        const string Job = "(select id from upload_pipeline.jobs where stage = 'parse')";

        (await worker.ScalarAsync<string>($"select upload_pipeline.fail_job({Job}, '{Worker}1', 'no text')::text")).Should().Be("dead_letter");
        (await worker.ScalarAsync<bool>($"select upload_pipeline.requeue_job({Job})")).Should().BeTrue();
        (await project.ListAsync($"select coalesce(from_state::text, '') || '>' || to_state from upload_pipeline.events where job_id = {Job} order by id"))
            .Should().Equal(">queued", "queued>running", "running>dead_letter", "dead_letter>queued");
    }

    private static async Task<IReadOnlyList<string>> ClaimAsync(NpgsqlConnection connection, int worker)
    {
        await connection.RunAsync("set role service_role");
        return await connection.ListAsync($"select stage::text from upload_pipeline.claim_job('{Worker}{worker}')");
    }
}
