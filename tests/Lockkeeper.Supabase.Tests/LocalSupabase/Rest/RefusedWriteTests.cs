using System.Text.Json.Nodes;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Rest;

/// <summary>Writes that change nothing.</summary>
[Collection(ProjectCollection.Name)]
public sealed class RefusedWriteTests(SharedNotes notes) : IClassFixture<SharedNotes>
{
    private readonly LocalProject _project = notes.Project;

    [PostgresFact]
    public async Task Refuses_to_change_or_delete_everything()
    {
        var delete = await _project.AskAsServiceAsync(HttpMethod.Delete, "rest/v1/notes");
        var update = await _project.AskAsServiceAsync(HttpMethod.Patch, "rest/v1/notes", new JsonObject { ["done"] = true });
        var page = await _project.AskAsServiceAsync(HttpMethod.Delete, "rest/v1/notes?id=gt.0&limit=1");

        (delete.Status, delete["code"], update.Status, update["code"]).Should().Be((400, "21000", 400, "21000"));
        (page.Status, page["code"]).Should().Be((400, "PGRST100"), "a limit that is passed over would delete more");
        (await _project.Database.ScalarAsync<long>("select count(*) from public.notes")).Should().Be(4);
    }

    [PostgresFact]
    public async Task Refuses_what_a_deferred_constraint_finds_at_the_end()
    {
        var answer = await _project.AskAsServiceAsync(HttpMethod.Post, "rest/v1/late", new JsonObject { ["id"] = 1, ["note"] = 99 });

        (answer.Status, answer["code"]).Should().Be((409, "23503"));
    }

    [PostgresTheory]
    [InlineData("""{"title":"alpha"}""", 409, "23505")]
    [InlineData("""{"title":"x","parent":99}""", 409, "23503")]
    [InlineData("""{"title":null}""", 400, "23502")]
    [InlineData("""{"title":"x","stars":9}""", 400, "23514")]
    [InlineData("""{"title":"x","stars":"many"}""", 400, "22P02")]
    [InlineData("""{"nope":1}""", 400, "PGRST204")]
    [InlineData("\"text\"", 400, "PGRST102")]
    [InlineData("[1]", 400, "PGRST102")]
    public async Task Refuses_a_row(string row, int status, string code)
    {
        var answer = await _project.AskAsServiceAsync(HttpMethod.Post, "rest/v1/notes", JsonNode.Parse(row));

        (answer.Status, answer["code"]).Should().Be((status, code), answer.Body?.ToJsonString());
    }
}
