using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Rest;

/// <summary>GET on a table.</summary>
[Collection(ProjectCollection.Name)]
public sealed class ReadTests(SharedNotes notes) : IClassFixture<SharedNotes>
{
    private readonly LocalProject _project = notes.Project;

    [PostgresTheory]
    [InlineData("id=eq.2", new[] { 2 })]
    [InlineData("id=neq.2", new[] { 1, 3, 4 })]
    [InlineData("stars=gt.1&stars=lt.3", new[] { 2 })]
    [InlineData("stars=gte.2&stars=lte.3", new[] { 2, 3 })]
    [InlineData("title=like.alpha*", new[] { 1 })]
    [InlineData("title=ilike.alpha%25", new[] { 1, 4 })]
    [InlineData("stars=is.null", new[] { 4 })]
    [InlineData("done=is.true", new[] { 1, 4 })]
    [InlineData("stars=not.is.null&id=not.eq.1", new[] { 2, 3 })]
    [InlineData("id=in.(1,3)", new[] { 1, 3 })]
    [InlineData("id=in.()", new int[0])]
    [InlineData("id=not.in.(1,3)", new[] { 2, 4 })]
    [InlineData("title=in.(\"gamma, \\\"g\\\"\",beta)", new[] { 2, 3 })]
    [InlineData("title=eq.gamma, \"g\"", new[] { 3 })]
    [InlineData("title=eq.'; drop table public.notes; --", new int[0])]
    public async Task Filters(string query, int[] ids)
    {
        var answer = await _project.ReadAsync($"?order=id&{query}");

        answer.Status.Should().Be(200, answer.Body?.ToJsonString());
        answer.Ids().Should().Equal(ids);
    }

    [PostgresTheory]
    [InlineData("order=stars.desc", new[] { 4, 3, 2, 1 })]
    [InlineData("order=stars.desc.nullslast", new[] { 3, 2, 1, 4 })]
    [InlineData("order=done.nullsfirst,id.desc", new[] { 3, 2, 4, 1 })]
    [InlineData("order=id&limit=2&offset=1", new[] { 2, 3 })]
    public async Task Orders_and_pages(string query, int[] ids) => (await _project.ReadAsync($"?{query}")).Ids().Should().Equal(ids);

    [PostgresFact]
    public async Task Gives_the_columns_asked_for_under_the_names_asked_for()
    {
        var answer = await _project.ReadAsync("?select=id,name:title,data&id=eq.1");

        answer.Body!.ToJsonString().Should().Be("""[{"id":1,"name":"alpha","data":{"a":1}}]""");
        answer.Header("Content-Type").Should().Be("application/json; charset=utf-8");
        (await _project.ReadAsync("?select=\"Odd \\\"name\"&id=eq.1")).Body!.ToJsonString().Should().Contain("null");
    }

    [PostgresFact]
    public async Task Gives_all_columns_where_none_is_named() =>
        (await _project.ReadAsync("?id=eq.1")).Rows[0]!.AsObject().Should().HaveCount(8);

    [PostgresTheory]
    [InlineData("?limit=2&order=id", "", 200, "0-1/*")]
    [InlineData("?limit=2&order=id", "count=exact", 206, "0-1/4")]
    [InlineData("?limit=2&offset=2&order=id", "count=exact", 206, "2-3/4")]
    [InlineData("?id=gt.1", "count=exact", 200, "0-2/3")]
    [InlineData("?id=gt.9", "count=exact", 200, "*/0")]
    public async Task Says_which_rows_of_how_many(string query, string prefer, int status, string range)
    {
        var answer = await _project.ReadAsync(query, ("Prefer", prefer));

        (answer.Status, answer.Header("Content-Range")).Should().Be((status, range));
    }

    [PostgresFact]
    public async Task Takes_the_page_from_the_Range_header()
    {
        var answer = await _project.ReadAsync("?order=id", ("Range-Unit", "items"), ("Range", "1-2"));

        answer.Ids().Should().Equal(2, 3);
        answer.Header("Content-Range").Should().Be("1-2/*");
    }

    [PostgresFact]
    public async Task Refuses_a_page_behind_the_end()
    {
        var answer = await _project.ReadAsync("?offset=9", ("Prefer", "count=exact"));

        (answer.Status, answer["code"]).Should().Be((416, "PGRST103"));
    }

    [PostgresFact]
    public async Task Counts_without_rows()
    {
        var answer = await _project.AskAsServiceAsync(HttpMethod.Head, "rest/v1/notes", body: null, ("Prefer", "count=exact"));

        (answer.Status, answer.Body, answer.Header("Content-Range")).Should().Be((200, null, "0-3/4"));
    }

    [PostgresFact]
    public async Task Gives_one_object_where_one_is_asked_for()
    {
        var one = await _project.ReadAsync("?id=eq.1&select=id", ("Accept", "application/vnd.pgrst.object+json"));
        var none = await _project.ReadAsync("?id=eq.9", ("Accept", "application/vnd.pgrst.object+json"));
        var many = await _project.ReadAsync("", ("Accept", "application/vnd.pgrst.object+json"));

        one.Body!.ToJsonString().Should().Be("""{"id":1}""");
        (none.Status, none["code"], none["details"]).Should().Be((406, "PGRST116", "The result contains 0 rows"));
        (many.Status, many["details"]).Should().Be((406, "The result contains 4 rows"));
    }

    [PostgresTheory]
    [InlineData("?nope=eq.1", 400, "42703")]
    [InlineData("?select=id;drop", 400, "42703")]
    [InlineData("?order=nope", 400, "42703")]
    [InlineData("?select=a%00b:id", 400, "PGRST100")]
    [InlineData("?title=eq.a%00b", 400, "22021")]
    [InlineData("?select=id,notes(*)", 400, "PGRST100")]
    [InlineData("?select=data->>a", 400, "PGRST100")]
    [InlineData("?select=id::text", 400, "PGRST100")]
    [InlineData("?or=(id.eq.1,id.eq.2)", 400, "PGRST100")]
    [InlineData("?id=1", 400, "PGRST100")]
    [InlineData("?id=cs.{1}", 400, "PGRST100")]
    [InlineData("?done=is.maybe", 400, "PGRST100")]
    [InlineData("?order=id.sideways", 400, "PGRST100")]
    [InlineData("?limit=few", 400, "PGRST100")]
    [InlineData("?title=in.(\"open)", 400, "PGRST100")]
    [InlineData("?id=eq.one", 400, "22P02")]
    [InlineData("?id=like.1", 404, "42883")]
    public async Task Refuses(string query, int status, string code)
    {
        var answer = await _project.ReadAsync(query);

        (answer.Status, answer["code"]).Should().Be((status, code));
        answer.Body!.AsObject().Select(m => m.Key).Should().BeEquivalentTo("code", "details", "hint", "message");
    }

    [PostgresTheory]
    [InlineData("Accept", "text/csv", 406, "PGRST107")]
    [InlineData("Prefer", "missing=default", 400, "PGRST100")]
    public async Task Refuses_what_it_has_not(string header, string value, int status, string code)
    {
        var answer = await _project.ReadAsync("", (header, value));

        (answer.Status, answer["code"]).Should().Be((status, code));
    }

    [PostgresFact]
    public async Task Refuses_what_is_not_exposed()
    {
        var table = await _project.AskAsync(HttpMethod.Get, "rest/v1/nope");
        var schema = await _project.AskAsync(HttpMethod.Get, "rest/v1/users", headers: ("Accept-Profile", "auth"));
        var put = await _project.AskAsync(HttpMethod.Put, "rest/v1/notes");

        (table.Status, table["code"], table["message"]).Should().Be((404, "PGRST205", "Could not find the table 'public.nope' in the schema cache"));
        (schema.Status, schema["code"]).Should().Be((406, "PGRST106"));
        (put.Status, put["code"]).Should().Be((405, "PGRST117"));
    }

    [PostgresFact]
    public async Task Shows_the_description_of_the_API_to_the_secret_key_only()
    {
        (await _project.AskAsync(HttpMethod.Get, "rest/v1/")).Status.Should().Be(401);
        (await _project.AskAsServiceAsync(HttpMethod.Get, "rest/v1/")).Body!["paths"]!.AsObject().Should().ContainKey("/notes");
    }
}
