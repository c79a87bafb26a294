using System.Text.Json.Nodes;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Rest;

/// <summary>POST /rpc.</summary>
[Collection(ProjectCollection.Name)]
public sealed class FunctionTests(FunctionTests.Functions functions) : IClassFixture<FunctionTests.Functions>
{
    private const string More = """
        create function public.add(a int, b int default 10) returns int language sql immutable as $$ select a + b $$;
        create function public.numbers(up_to int) returns setof int language sql immutable as $$ select generate_series(1, up_to) $$;
        create function public.note(which int) returns public.notes language sql stable as $$ select * from public.notes where id = which $$;
        create function public.titles() returns table (title text) language sql stable as $$ select title from public.notes order by id limit 2 $$;
        create function public.pair(out x int, out y text) language sql immutable as $$ select 1, 'one' $$;
        create function public.nothing() returns void language sql as $$ select $$;
        create function public.echo(list int[], doc jsonb) returns jsonb language sql immutable as $$ select jsonb_build_object('list', list, 'doc', doc) $$;
        create function public.twice(a int) returns int language sql immutable as $$ select 2 * a $$;
        create function public.twice(a text) returns text language sql immutable as $$ select a || a $$;
        create function public.fail(code text) returns void language plpgsql as $$ begin raise exception 'no' using errcode = code, hint = 'try'; end $$;
        create function public.sneak() returns text language plpgsql as $$ begin reset role; return current_user; end $$;
        create function public.die() returns void language sql security definer as $$ select pg_terminate_backend(pg_backend_pid(), 1000) $$;
        create function public.write() returns int language plpgsql as $$ begin insert into public.box values (1); return 1; end $$;
        create view public.writing as select public.write();
        grant select on public.writing to anon;
        grant insert on public.box to anon;
        """;

    [PostgresTheory]
    [InlineData("add", """{"a":1,"b":2}""", "3")]
    [InlineData("add", """{"a":1}""", "11")]
    [InlineData("add", """{"a":null}""", "null")]
    [InlineData("numbers", """{"up_to":3}""", "[1,2,3]")]
    [InlineData("numbers", """{"up_to":0}""", "[]")]
    [InlineData("titles", "{}", """[{"title":"alpha"},{"title":"beta"}]""")]
    [InlineData("pair", "{}", """{"x":1,"y":"one"}""")]
    [InlineData("echo", """{"list":[1,2],"doc":{"a":[null]}}""", """{"doc":{"a":[null]},"list":[1,2]}""")]
    public async Task Gives_what_a_function_returns(string name, string arguments, string result)
    {
        var answer = await CallAsync(name, arguments);

        answer.Status.Should().Be(200, answer.Body?.ToJsonString());
        (answer.Body?.ToJsonString() ?? "null").Should().Be(result);
    }

    [PostgresFact]
    public async Task Gives_a_row_as_an_object() => (await CallAsync("note", """{"which":2}"""))["title"].Should().Be("beta");

    [PostgresFact]
    public async Task Gives_no_content_where_there_is_no_result() => (await CallAsync("nothing", "{}")).Status.Should().Be(204);

    [PostgresTheory]
    [InlineData("nope", "{}", 404, "PGRST202")]
    [InlineData("add", """{"b":1}""", 404, "PGRST202")]
    [InlineData("add", """{"a":1,"c":1}""", 404, "PGRST202")]
    [InlineData("twice", """{"a":1}""", 300, "PGRST203")]
    [InlineData("add", """{"a":"one"}""", 400, "22P02")]
    [InlineData("add", "1", 400, "PGRST102")]
    [InlineData("fail", """{"code":"P0001"}""", 400, "P0001")]
    [InlineData("fail", """{"code":"PT418"}""", 418, "PT418")]
    [InlineData("fail", """{"code":"57P01"}""", 503, "57P01")]
    [InlineData("fail", """{"code":"53300"}""", 503, "53300")]
    [InlineData("fail", """{"code":"40001"}""", 500, "40001")]
    [InlineData("fail", """{"code":"42501"}""", 401, "42501")]
    [InlineData("fail", """{"code":"42P01"}""", 404, "42P01")]
    [InlineData("fail", """{"code":"28000"}""", 403, "28000")]
    [InlineData("numbers?limit=1", """{"up_to":3}""", 400, "PGRST100")]
    public async Task Refuses(string name, string arguments, int status, string code)
    {
        var answer = await CallAsync(name, arguments);

        (answer.Status, answer["code"]).Should().Be((status, code), answer.Body?.ToJsonString());
    }

    [PostgresFact]
    public async Task Tells_the_hint_of_a_function() => (await CallAsync("fail", """{"code":"P0001"}""")).Body!.ToJsonString()
        .Should().Be("""{"code":"P0001","details":null,"hint":"try","message":"no"}""");

    [PostgresFact]
    public async Task Does_not_let_a_function_step_back_to_the_superuser() => ((string?)(await CallAsync("sneak", "{}")).Body).Should().Be("authenticator");

    [PostgresFact]
    public async Task Says_that_the_connection_was_ended_under_it_and_goes_on()
    {
        var answer = await CallAsync("die", "{}");

        (answer.Status, answer["code"]).Should().Be((503, "57P01"));
        (await CallAsync("add", """{"a":1}""")).Status.Should().Be(200);
    }

    [PostgresFact]
    public async Task Does_not_let_a_GET_write()
    {
        var answer = await functions.Project.AskAsync(HttpMethod.Get, "rest/v1/writing");

        (answer.Status, answer["code"]).Should().Be((405, "25006"));
        (await CallAsync("write", "{}")).Status.Should().Be(200);
    }

    private Task<Answer> CallAsync(string name, string arguments) =>
        functions.Project.AskAsync(HttpMethod.Post, $"rest/v1/rpc/{name}", JsonNode.Parse(arguments));

    /// <summary>Notes with functions.</summary>
    public sealed class Functions(PostgresFixture server) : SharedNotes(server)
    {
        protected override string Sql => $"{base.Sql} {More} create policy all_of_them on public.notes for select to anon using (true);";
    }
}
