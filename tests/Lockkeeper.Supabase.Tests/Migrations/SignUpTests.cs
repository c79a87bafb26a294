using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.Migrations;

/// <summary>An account is made as the auth service makes it: an INSERT by supabase_auth_admin.</summary>
[Collection(ProjectCollection.Name)]
public sealed class SignUpTests(PostgresFixture server)
{
    private const string SignUps =
        """
        insert into auth.users (id, aud, role, email, raw_app_meta_data, raw_user_meta_data, created_at, updated_at) values
            (gen_random_uuid(), 'authenticated', 'authenticated', 'mail@example.org', '{"provider":"email"}', '{"full_name":"M"}', now(), now()),
            (gen_random_uuid(), 'authenticated', 'authenticated', 'g@example.org', '{"provider":"google"}', '{}', now(), now()),
            (gen_random_uuid(), 'authenticated', 'authenticated', null, '{"provider":"apple"}', '{}', now(), now())
        """;

    [PostgresFact]
    public async Task Copies_accounts_that_came_by_e_mail_before_the_cleanup()
    {
        await using var project = await Project.CreateAsync(server, migrations: 26);

        await project.RunAsync("supabase_auth_admin", SignUps);

        (await project.ListAsync("select email || ' ' || full_name from public.users")).Should().Equal("mail@example.org M");
    }

    [PostgresFact]
    public async Task Works_without_a_copy_after_the_cleanup()
    {
        await using var project = await Project.CreateAsync(server, migrations: 27);

        await project.RunAsync("supabase_auth_admin", SignUps);

        (await project.ScalarAsync<long>("select count(*) from auth.users")).Should().Be(3);
    }

    [PostgresFact]
    public async Task Fails_when_the_table_goes_but_its_trigger_stays()
    {
        await using var project = await Project.CreateAsync(server, migrations: 26);
        await project.RunAsync("postgres", "drop table public.user_info, public.users");

        var signUp = () => project.RunAsync("supabase_auth_admin", SignUps);

        (await signUp.Should().ThrowAsync<Npgsql.PostgresException>()).Which.SqlState.Should().Be(Npgsql.PostgresErrorCodes.UndefinedTable);
    }
}
