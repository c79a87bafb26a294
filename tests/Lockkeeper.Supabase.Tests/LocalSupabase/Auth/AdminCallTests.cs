using System.Text.Json.Nodes;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Auth;

/// <summary>/admin/users.</summary>
[Collection(ProjectCollection.Name)]
public sealed class AdminCallTests(SharedProject shared, PostgresFixture server) : IClassFixture<SharedProject>
{
    private readonly LocalProject _project = shared.Project;

    private const string Users = "auth/v1/admin/users";

    [PostgresFact]
    public async Task Creates_a_confirmed_user_who_can_log_in()
    {
        var email = LocalProject.SomeAddress();
        var answer = await CreateAsync(_project, email);

        answer.Status.Should().Be(200);
        ((string?)answer.Body!["user_metadata"]!["full_name"]).Should().Be("Anna");
        (await _project.LogInAsync(email)).Status.Should().Be(200);
    }

    [PostgresFact]
    public async Task Creates_a_user_who_must_confirm_the_address_first_unless_told_otherwise()
    {
        var email = LocalProject.SomeAddress();

        await _project.AskAsServiceAsync(HttpMethod.Post, Users, LocalProject.Credentials(email));

        (await _project.LogInAsync(email))["error_code"].Should().Be("email_not_confirmed");
    }

    [PostgresFact]
    public async Task Refuses_an_address_that_is_taken()
    {
        var email = LocalProject.SomeAddress();
        await CreateAsync(_project, email);

        var answer = await CreateAsync(_project, email);

        (answer.Status, answer["error_code"], answer.Header("x-sb-error-code")).Should().Be((422, "email_exists", "email_exists"));
    }

    [PostgresFact]
    public async Task Fails_with_words_of_its_own_when_a_trigger_names_a_missing_table()
    {
        await using var project = await LocalProject.StartAsync(server, migrations: 26);
        await project.Database.RunAsync("postgres", "drop table public.user_info, public.users");

        var answer = await CreateAsync(project, "anna@example.org");

        (answer.Status, answer["error_code"], answer["msg"]).Should().Be((500, "unexpected_failure", "Database error creating new user"));
    }

    [PostgresFact]
    public async Task Is_for_administrators_only()
    {
        var (id, token) = await _project.NewUserAsync();

        Answer[] answers =
        [
            await _project.AskAsync(HttpMethod.Post, Users, LocalProject.Credentials(LocalProject.SomeAddress())),
            await _project.AskAsync(HttpMethod.Get, Users, token: token),
            await _project.AskAsync(HttpMethod.Get, $"{Users}/{id}", token: token),
            await _project.AskAsync(HttpMethod.Delete, $"{Users}/{id}", token: token),
        ];

        answers.Should().OnlyContain(a => a.Status == 403 && a["error_code"] == "not_admin");
        (await _project.AskAsServiceAsync(HttpMethod.Get, $"{Users}/{id}")).Status.Should().Be(200);
    }

    [PostgresFact]
    public async Task Lists_page_by_page_and_shows_one()
    {
        await using var project = await LocalProject.StartAsync(server, migrations: 0, schemas: ["public"]);
        var ids = new List<string>();
        foreach (var name in (string[])["a", "b", "c"]) ids.Add((await CreateAsync(project, $"{name}@example.org"))["id"]!);

        var second = await project.AskAsServiceAsync(HttpMethod.Get, $"{Users}?page=2&per_page=2");
        var one = await project.AskAsServiceAsync(HttpMethod.Get, $"{Users}/{ids[1]}");

        second.Body!["users"]!.AsArray().Select(u => (string?)u!["email"]).Should().Equal("a@example.org");
        second.Header("x-total-count").Should().Be("3");
        one["email"].Should().Be("b@example.org");
    }

    [PostgresFact]
    public async Task Deletes_a_user_with_everything_of_the_account()
    {
        var email = LocalProject.SomeAddress();
        var (id, token) = await _project.NewUserAsync(email);

        var answer = await _project.AskAsServiceAsync(HttpMethod.Delete, $"{Users}/{id}");
        var again = await _project.AskAsServiceAsync(HttpMethod.Delete, $"{Users}/{id}");
        var shown = await _project.AskAsServiceAsync(HttpMethod.Get, $"{Users}/{id}");

        (answer.Status, answer.Body!.ToJsonString()).Should().Be((200, "{}"));
        (again.Status, again["error_code"]).Should().Be((404, "user_not_found"));
        (shown.Status, shown["error_code"]).Should().Be((404, "user_not_found"));
        (await _project.AskAsync(HttpMethod.Get, "auth/v1/user", token: token))["error_code"].Should().Be("session_not_found");
    }

    [PostgresFact]
    public async Task Tells_the_SQLSTATE_when_something_still_refers_to_the_user()
    {
        var (id, _) = await _project.NewUserAsync();
        await _project.Database.RunAsSuperuserAsync($"create table public.orders (buyer uuid references auth.users); insert into public.orders values ('{id}')");

        var answer = await _project.AskAsServiceAsync(HttpMethod.Delete, $"{Users}/{id}");

        (answer.Status, answer["code"]).Should().Be((500, "23503"));
        (await _project.AskAsServiceAsync(HttpMethod.Get, $"{Users}/{id}")).Status.Should().Be(200);
    }

    private static Task<Answer> CreateAsync(LocalProject project, string email)
    {
        var body = LocalProject.Credentials(email);
        body["email_confirm"] = true;
        body["user_metadata"] = new JsonObject { ["full_name"] = "Anna" };
        return project.AskAsServiceAsync(HttpMethod.Post, Users, body);
    }
}
