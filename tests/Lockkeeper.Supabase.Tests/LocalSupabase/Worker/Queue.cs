using System.Net;
using System.Text.Json.Nodes;
using Lockkeeper.Supabase.LocalSupabase;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Worker;

/// <summary>What tests of the worker ask: its health address, and the tables.</summary>
internal static class Queue
{
    public const string NewJob = """
        with someone as (insert into auth.users (id, email) values (gen_random_uuid(), gen_random_uuid() || '@example.org') returning id),
        paper as (
          insert into documents.documents (user_id, title, storage_path, mime_type, size_bytes, content_sha256)
          select id, 'A policy', id || '/a.pdf', 'application/pdf', 1, encode(sha256(id::text::bytea), 'hex') from someone returning id)
        insert into upload_pipeline.jobs (document_id, stage) select id, 'parse' from paper returning id
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<(HttpStatusCode Status, JsonNode Body)> LookAsync(HttpClient http, Uri address)
    {
        using var answer = await http.GetAsync(address);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    public static Task UntilHealthyAsync(HttpClient http, LocalServices services) =>
        UntilAsync(async () => (await LookAsync(http, services.WorkerHealth)).Status is HttpStatusCode.OK, "a healthy worker");

    public static Task UntilStateAsync(Project project, Guid job, string state) =>
        UntilAsync(() => project.ScalarAsync<bool>($"select state::text = '{state}' from upload_pipeline.jobs where id = '{job}'"), $"the state {state}");

    public static async Task UntilAsync(Func<Task<bool>> done, string what)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !await done(); await Task.Delay(TimeSpan.FromMilliseconds(50)))
            if (TimeProvider.System.GetElapsedTime(began) > Patience) throw new TimeoutException($"Waited in vain for {what}.");
    }
}
