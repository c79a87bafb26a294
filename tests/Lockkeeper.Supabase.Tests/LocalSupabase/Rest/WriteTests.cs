using System.Text.Json.Nodes;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Rest;

/// <summary>POST, PATCH and DELETE on a table.</summary>
[Collection(ProjectCollection.Name)]
public sealed class WriteTests(PostgresFixture server)
{
    private static readonly (string, string) Back = ("Prefer", "return=representation");

    [PostgresFact]
    public async Task Inserts_one_row_or_many()
    {
        await using var project = await Notes.StartAsync(server);
        var (id, token) = await project.NewUserAsync();

        var silent = await project.AddAsync(Notes.Note("one"), token);
        var loud = await project.AddAsync(new JsonArray(Notes.Note("two"), Notes.Note("three")), token, Back, ("Accept", "*/*"));
        var none = await project.AddAsync(new JsonArray(), token, Back);

        (silent.Status, silent.Body).Should().Be((201, null));
        loud.Status.Should().Be(201);
        loud.Rows.Select(r => (string?)r!["title"]).Should().Equal("two", "three");
        loud.Rows.Select(r => (string?)r!["owner"]).Should().OnlyContain(owner => owner == id, "a default asks who is logged in");
        (none.Status, none.Body!.ToJsonString()).Should().Be((201, "[]"));
    }

    [PostgresFact]
    public async Task Inserts_the_defaults_where_the_row_is_empty()
    {
        await using var project = await Notes.StartAsync(server, "alter table public.notes alter title set default 'untitled';");
        var (_, token) = await project.NewUserAsync();

        var answer = await project.AskAsync(HttpMethod.Post, "rest/v1/notes?select=title", new JsonObject(), token, Back, ("Accept", "application/vnd.pgrst.object+json"));

        (answer.Status, answer["title"]).Should().Be((201, "untitled"));
    }

    [PostgresFact]
    public async Task Fills_the_columns_that_a_bulk_insert_names()
    {
        await using var project = await Notes.StartAsync(server);
        var rows = new JsonArray(new JsonObject { ["title"] = "a", ["stars"] = 1 }, new JsonObject { ["title"] = "b" });

        var refused = await project.AskAsServiceAsync(HttpMethod.Post, "rest/v1/notes", rows.DeepClone());
        var filled = await project.AskAsServiceAsync(HttpMethod.Post, "rest/v1/notes?columns=\"title\",\"stars\"&select=stars", rows, Back);

        (refused.Status, refused["code"], refused["message"]).Should().Be((400, "PGRST102", "All object keys must match"));
        filled.Body!.ToJsonString().Should().Be("""[{"stars":1},{"stars":null}]""");
    }

    [PostgresFact]
    public async Task Changes_or_skips_what_is_there_already()
    {
        await using var project = await Notes.StartAsync(server);
        JsonObject Row(string title, int stars) => new() { ["title"] = title, ["stars"] = stars };

        var merged = await project.AskAsServiceAsync(HttpMethod.Post, "rest/v1/notes?on_conflict=title", new JsonArray(Row("beta", 5), Row("new", 4)),
            ("Prefer", "resolution=merge-duplicates,return=representation"));
        var ignored = await project.AskAsServiceAsync(HttpMethod.Post, "rest/v1/notes?on_conflict=title", Row("beta", 1),
            ("Prefer", "resolution=ignore-duplicates,return=representation"));

        merged.Rows.Select(r => ((string?)r!["title"], (int)r["stars"]!)).Should().Equal(("beta", 5), ("new", 4));
        ignored.Rows.Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Changes_the_rows_that_match()
    {
        await using var project = await Notes.StartAsync(server);
        var change = new JsonObject { ["done"] = false, ["data"] = new JsonObject { ["b"] = new JsonArray(1, 2) } };

        var silent = await project.AskAsServiceAsync(HttpMethod.Patch, "rest/v1/notes?id=eq.1", change.DeepClone());
        var loud = await project.AskAsServiceAsync(HttpMethod.Patch, "rest/v1/notes?id=in.(1,2)&select=id,done,data", change.DeepClone(), Back);
        var none = await project.AskAsServiceAsync(HttpMethod.Patch, "rest/v1/notes?id=eq.9", change, Back);

        (silent.Status, silent.Body).Should().Be((204, null));
        (loud.Status, loud.Body!.ToJsonString()).Should()
            .Be((200, """[{"id":1,"done":false,"data":{"b":[1,2]}},{"id":2,"done":false,"data":{"b":[1,2]}}]"""));
        (none.Status, none.Body!.ToJsonString()).Should().Be((200, "[]"));
        (await project.Database.ScalarAsync<long>("select count(*) from public.notes where title in ('gamma, \"g\"', 'Alphabet') and data = '{}'")).Should().Be(2);
    }

    [PostgresFact]
    public async Task Deletes_the_rows_that_match()
    {
        await using var project = await Notes.StartAsync(server);

        var silent = await project.AskAsServiceAsync(HttpMethod.Delete, "rest/v1/notes?id=eq.1");
        var loud = await project.AskAsServiceAsync(HttpMethod.Delete, "rest/v1/notes?id=lte.2&select=id", body: null, Back);

        (silent.Status, loud.Status, loud.Body!.ToJsonString()).Should().Be((204, 200, """[{"id":2}]"""));
        (await project.Database.ScalarAsync<long>("select count(*) from public.notes")).Should().Be(2);
    }

    [PostgresFact]
    public async Task Undoes_what_gives_more_rows_than_the_one_asked_for()
    {
        await using var project = await Notes.StartAsync(server);

        var answer = await project.AskAsServiceAsync(HttpMethod.Delete, "rest/v1/notes?id=gt.0", body: null, Back, ("Accept", "application/vnd.pgrst.object+json"));

        (answer.Status, answer["code"]).Should().Be((406, "PGRST116"));
        (await project.Database.ScalarAsync<long>("select count(*) from public.notes")).Should().Be(4);
    }
}
