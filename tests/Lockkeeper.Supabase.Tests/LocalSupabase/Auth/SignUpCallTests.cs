using System.Text.Json.Nodes;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Auth;

/// <summary>POST /signup.</summary>
[Collection(ProjectCollection.Name)]
public sealed class SignUpCallTests(SharedProject shared, PostgresFixture server) : IClassFixture<SharedProject>
{
    private readonly LocalProject _project = shared.Project;

    [PostgresFact]
    public async Task Answers_with_a_session_of_the_new_user()
    {
        var answer = await _project.AskAsync(HttpMethod.Post, "auth/v1/signup", new JsonObject
        {
            ["email"] = "Anna@Example.org",
            ["password"] = LocalProject.Password,
            ["data"] = new JsonObject { ["full_name"] = "Anna" },
        });

        answer.Status.Should().Be(200);
        answer["token_type"].Should().Be("bearer");
        answer["refresh_token"].Should().NotBeNullOrEmpty();
        ((int)answer.Body!["expires_in"]!).Should().Be(3600);
        var user = answer.Body["user"]!;
        ((string?)user["email"]).Should().Be("anna@example.org");
        ((string?)user["user_metadata"]!["full_name"]).Should().Be("Anna");
        ((string?)user["email_confirmed_at"]).Should().NotBeNullOrEmpty();
        ((string?)user["identities"]![0]!["provider"]).Should().Be("email");
        user.AsObject().Should().NotContainKey("encrypted_password");
    }

    [PostgresFact]
    public async Task Stores_a_bcrypt_hash_and_no_password()
    {
        var email = LocalProject.SomeAddress();

        await _project.SignUpAsync(email);

        var hash = await _project.Database.ScalarAsync<string>($"select encrypted_password from auth.users where email = '{email}'");
        BCrypt.Net.BCrypt.Verify(LocalProject.Password, hash).Should().BeTrue();
    }

    [PostgresFact]
    public async Task Fires_the_triggers_on_the_account_as_the_auth_service()
    {
        await using var project = await LocalProject.StartAsync(server, migrations: 26);
        await project.Database.RunAsSuperuserAsync("""
            create table public.seen (who text, path text, confirmed boolean);
            grant insert on public.seen to supabase_auth_admin;
            create function public.see() returns trigger language plpgsql as
              $$ begin insert into public.seen values (session_user || ' ' || current_user, current_setting('search_path'), new.email_confirmed_at is not null); return new; end $$;
            create trigger see after insert or update of email_confirmed_at on auth.users for each row execute function public.see();
            """);

        (await project.SignUpAsync("anna@example.org")).Status.Should().Be(200);

        (await project.Database.ListAsync("select who || ' ' || path || ' ' || confirmed from public.seen order by confirmed"))
            .Should().Equal("supabase_auth_admin supabase_auth_admin auth false", "supabase_auth_admin supabase_auth_admin auth true");
        (await project.Database.ScalarAsync<long>("select count(*) from public.users")).Should().Be(1, "the product's own trigger copies the account");
    }

    [PostgresFact]
    public async Task Fails_with_the_famous_words_when_a_trigger_names_a_missing_table()
    {
        await using var project = await LocalProject.StartAsync(server, migrations: 26);
        await project.SignUpAsync("before@example.org");
        await project.Database.RunAsync("postgres", "drop table public.user_info, public.users");

        var answer = await project.SignUpAsync("anna@example.org");

        (answer.Status, answer["error_code"], answer["msg"]).Should().Be((500, "unexpected_failure", "Database error saving new user"));
        answer.Header("x-sb-error-code").Should().Be("unexpected_failure");
        (await project.LogInAsync("before@example.org")).Status.Should().Be(200, "login works while sign-up is broken");
        (await project.Database.ScalarAsync<long>("select count(*) from auth.users")).Should().Be(1);
    }

    [PostgresFact]
    public async Task Tells_the_SQLSTATE_of_a_constraint_that_a_trigger_violates()
    {
        await using var project = await LocalProject.StartAsync(server, migrations: 26);
        await project.Database.RunAsync("postgres", "alter table public.users add column plan text not null");

        var answer = await project.SignUpAsync("anna@example.org");

        (answer.Status, answer["code"]).Should().Be((500, "23502"));
    }

    [PostgresFact]
    public async Task Fails_when_a_trigger_swallows_the_account()
    {
        await using var project = await LocalProject.StartAsync(server, migrations: 0, schemas: ["public"]);
        await project.Database.RunAsSuperuserAsync("""
            create function public.swallow() returns trigger language plpgsql as $$ begin return null; end $$;
            create trigger swallow before insert on auth.users for each row execute function public.swallow();
            """);

        (await project.SignUpAsync("anna@example.org"))["msg"].Should().Be("Database error saving new user");
    }

    [PostgresTheory]
    [InlineData("taken@example.org", "good enough", 422, "user_already_exists")]
    [InlineData("new@example.org", "short", 422, "weak_password")]
    [InlineData("new@example.org", "", 400, "validation_failed")]
    [InlineData("no address", "good enough", 400, "validation_failed")]
    [InlineData("", "good enough", 422, "anonymous_provider_disabled")]
    public async Task Refuses(string email, string password, int status, string code)
    {
        await _project.SignUpAsync("taken@example.org");

        var answer = await _project.SignUpAsync(email, password);

        (answer.Status, answer["error_code"], (int?)answer.Body!["code"]).Should().Be((status, code, status));
        answer.Header("x-sb-error-code").Should().Be(code);
    }

    [PostgresFact]
    public async Task Refuses_a_body_of_another_shape()
    {
        (await _project.AskAsync(HttpMethod.Post, "auth/v1/signup", new JsonArray()))["error_code"].Should().Be("bad_json");
        (await _project.AskAsync(HttpMethod.Post, "auth/v1/signup", new JsonObject { ["email"] = 1 }))["error_code"].Should().Be("bad_json");
    }
}
