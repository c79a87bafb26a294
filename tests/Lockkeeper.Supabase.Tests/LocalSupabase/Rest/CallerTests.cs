using System.Text.Json.Nodes;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Rest;

/// <summary>Whose rights a request has: grants, row level security, limits.</summary>
[Collection(ProjectCollection.Name)]
public sealed class CallerTests(CallerTests.AndWho notes, PostgresFixture server) : IClassFixture<CallerTests.AndWho>
{
    private const string WhoSql = """
        create function public.who() returns json language sql stable as $$
          select json_build_object('session', session_user, 'role', current_user, 'uid', auth.uid(), 'claim', auth.role(),
            'statement', current_setting('statement_timeout'), 'lock', current_setting('lock_timeout'), 'path', current_setting('search_path'))
        $$;
        """;

    private readonly LocalProject _project = notes.Project;

    [PostgresFact]
    public async Task Acts_with_the_role_the_claims_and_the_limits_of_the_caller()
    {
        var (id, token) = await _project.NewUserAsync();

        var anon = await _project.AskAsync(HttpMethod.Post, "rest/v1/rpc/who", new JsonObject());
        var user = await _project.AskAsync(HttpMethod.Post, "rest/v1/rpc/who", new JsonObject(), token);
        var service = await _project.AskAsServiceAsync(HttpMethod.Post, "rest/v1/rpc/who", new JsonObject());

        anon.Body!.ToJsonString().Should().Be(
            """{"session":"authenticator","role":"anon","uid":null,"claim":"anon","statement":"3s","lock":"8s","path":"\u0022public\u0022, public, extensions"}""");
        (user["role"], user["uid"], user["claim"], user["statement"]).Should().Be(("authenticated", id, "authenticated", "8s"));
        (service["role"], service["claim"], service["statement"]).Should().Be(("service_role", "service_role", "8s"), "authenticator's own limit is left");
    }

    [PostgresFact]
    public async Task Leaves_nothing_of_a_caller_on_the_connection()
    {
        var (_, token) = await _project.NewUserAsync();

        for (var i = 0; i < 3; i++)
        {
            await _project.AskAsync(HttpMethod.Post, "rest/v1/rpc/who", new JsonObject(), token);
            await _project.AddAsync(new JsonObject { ["nope"] = 1 }, token);
            var anon = await _project.AskAsync(HttpMethod.Post, "rest/v1/rpc/who", new JsonObject());
            (anon["role"], anon["uid"], anon["statement"]).Should().Be(("anon", null, "3s"));
        }
    }

    [PostgresFact]
    public async Task Hides_what_row_level_security_hides()
    {
        var (_, anna) = await _project.NewUserAsync();
        var (_, bert) = await _project.NewUserAsync();
        await _project.AddAsync(Notes.Note("hers"), anna);

        (await _project.AskAsync(HttpMethod.Get, "rest/v1/notes?select=title", token: anna)).Body!.ToJsonString().Should().Be("""[{"title":"hers"}]""");
        (await _project.AskAsync(HttpMethod.Get, "rest/v1/notes", token: bert)).Body!.ToJsonString().Should().Be("[]");
        (await _project.AskAsync(HttpMethod.Delete, "rest/v1/notes?title=eq.hers", token: bert)).Status.Should().Be(204, "nothing matches what nobody sees");
        (await _project.AskAsync(HttpMethod.Get, "rest/v1/notes?select=id")).Ids().Should().Equal(1);
        (await _project.AskAsServiceAsync(HttpMethod.Get, "rest/v1/notes?title=eq.hers")).Rows.Should().HaveCount(1);
    }

    [PostgresFact]
    public async Task Refuses_a_row_that_row_level_security_does_not_let_in()
    {
        var (_, token) = await _project.NewUserAsync();

        var answer = await _project.AddAsync(new JsonObject { ["title"] = "x", ["owner"] = Guid.NewGuid().ToString() }, token);

        (answer.Status, answer["code"], answer["message"]).Should().Be((403, "42501", "new row violates row-level security policy for table \"notes\""));
    }

    [PostgresFact]
    public async Task Refuses_a_table_that_nobody_was_granted()
    {
        var (_, token) = await _project.NewUserAsync();

        var anon = await _project.AskAsync(HttpMethod.Get, "rest/v1/closed");
        var user = await _project.AskAsync(HttpMethod.Get, "rest/v1/closed", token: token);

        (anon.Status, anon["code"]).Should().Be((401, "42501"));
        (user.Status, user["code"]).Should().Be((403, "42501"));
    }

    [PostgresFact]
    public async Task Needs_the_right_to_read_only_where_rows_are_to_come_back()
    {
        var (_, token) = await _project.NewUserAsync();

        var silent = await _project.AskAsync(HttpMethod.Post, "rest/v1/box", new JsonObject { ["id"] = 1 }, token);
        var loud = await _project.AskAsync(HttpMethod.Post, "rest/v1/box", new JsonObject { ["id"] = 2 }, token, ("Prefer", "return=representation"));

        (silent.Status, loud.Status).Should().Be((201, 403));
    }

    [PostgresFact]
    public async Task Ends_what_takes_longer_than_the_role_may()
    {
        await using var project = await Notes.StartAsync(server, """
            create function public.slow() returns void language sql as $$ select pg_sleep(30) $$;
            do $$ begin execute format('alter role anon in database %I set statement_timeout = ''50ms''', current_database()); end $$;
            """);

        var answer = await project.AskAsync(HttpMethod.Post, "rest/v1/rpc/slow", new JsonObject());

        (answer.Status, answer["code"]).Should().Be((500, "57014"));
    }

    [PostgresFact]
    public async Task Refuses_a_token_that_is_foreign_or_too_old()
    {
        await using var project = await Notes.StartAsync(server);
        var (_, token) = await project.NewUserAsync();

        var foreign = await project.AskAsync(HttpMethod.Get, "rest/v1/notes", token: $"{token[..^4]}AAAA");
        project.Clock.Advance(TimeSpan.FromMinutes(61));
        var old = await project.AskAsync(HttpMethod.Get, "rest/v1/notes", token: token);

        (foreign.Status, foreign["code"]).Should().Be((401, "PGRST301"));
        (old.Status, old["code"], old["message"]).Should().Be((401, "PGRST303", "JWT expired"));
    }

    [PostgresFact]
    public async Task Sees_a_user_s_own_documents_of_the_product()
    {
        await using var project = await LocalProject.StartAsync(server);
        var (id, token) = await project.NewUserAsync();
        var (_, other) = await project.NewUserAsync();
        var document = new JsonObject
        {
            ["user_id"] = id,
            ["title"] = "Policy",
            ["storage_path"] = $"{id}/p.pdf",
            ["mime_type"] = "application/pdf",
            ["size_bytes"] = 3,
            ["content_sha256"] = new string('a', 64),
        };

        var added = await project.AskAsync(HttpMethod.Post, "rest/v1/documents", document.DeepClone(), token, ("Content-Profile", "documents"));
        var stolen = await project.AskAsync(HttpMethod.Post, "rest/v1/documents", document, other, ("Content-Profile", "documents"));

        added.Status.Should().Be(201);
        (stolen.Status, stolen["code"]).Should().Be((403, "42501"));
        (await project.AskAsync(HttpMethod.Get, "rest/v1/documents", token: token, headers: ("Accept-Profile", "documents"))).Rows.Should().HaveCount(1);
        (await project.AskAsync(HttpMethod.Get, "rest/v1/documents", token: other, headers: ("Accept-Profile", "documents"))).Rows.Should().BeEmpty();
        (await project.AskAsync(HttpMethod.Get, "rest/v1/carriers?select=name&id=eq.1", headers: ("Accept-Profile", "documents"))).Rows.Should().HaveCount(1);
    }

    /// <summary>Notes, and a function that tells who calls it.</summary>
    public sealed class AndWho(PostgresFixture server) : SharedNotes(server)
    {
        protected override string Sql => base.Sql + WhoSql;
    }
}
