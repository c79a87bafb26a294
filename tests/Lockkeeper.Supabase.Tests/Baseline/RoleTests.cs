using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Supabase.Tests.Baseline;

[Collection(ProjectCollection.Name)]
public sealed class RoleTests(PostgresFixture server)
{
    [PostgresTheory]
    [InlineData("postgres", "login,createdb,createrole,replication,bypassrls")]
    [InlineData("anon", "")]
    [InlineData("authenticated", "")]
    [InlineData("service_role", "bypassrls")]
    [InlineData("authenticator", "login,noinherit")]
    [InlineData("supabase_auth_admin", "login,noinherit,createrole")]
    [InlineData("supabase_storage_admin", "login,noinherit,createrole")]
    public async Task Gives_each_role_the_attributes_of_a_hosted_project(string role, string attributes)
    {
        await using var project = await Project.CreateAsync(server);

        var found = await project.ScalarAsync<string>(
            $"""
            select concat_ws(',', case when rolsuper then 'superuser' end, case when rolcanlogin then 'login' end,
                case when not rolinherit then 'noinherit' end, case when rolcreatedb then 'createdb' end,
                case when rolcreaterole then 'createrole' end, case when rolreplication then 'replication' end,
                case when rolbypassrls then 'bypassrls' end)
            from pg_roles where rolname = '{role}'
            """);

        found.Should().Be(attributes);
    }

    [PostgresFact]
    public async Task Makes_the_deploy_role_a_member_of_what_it_may_use()
    {
        await using var project = await Project.CreateAsync(server);

        var memberships = await project.ListAsync(
            """
            select distinct r.rolname::text || case when m.admin_option then ' admin' else '' end
            from pg_auth_members m join pg_roles r on r.oid = m.roleid
            where m.member = 'postgres'::regrole and m.grantor <> m.member
            """);

        memberships.Should().BeEquivalentTo(
            "anon admin", "authenticated admin", "service_role admin", "authenticator", "pg_monitor", "pg_read_all_data",
            "pg_signal_backend", "supabase_auth_admin", "supabase_storage_admin");
    }

    [PostgresTheory]
    [InlineData("anon", "statement_timeout=3s")]
    [InlineData("authenticated", "statement_timeout=8s")]
    [InlineData("authenticator", "lock_timeout=8s,statement_timeout=8s")]
    [InlineData("postgres", "search_path=\"$user\", public, extensions")]
    [InlineData("supabase_auth_admin", "idle_in_transaction_session_timeout=60s,search_path=auth")]
    public async Task Limits_each_role_as_a_hosted_project_does(string role, string settings)
    {
        await using var project = await Project.CreateAsync(server);

        var found = await project.ScalarAsync<string>(
            $"select string_agg(s, ',' order by s) from pg_roles, unnest(rolconfig) s where rolname = '{role}'");

        found.Should().Be(settings);
    }

    [PostgresFact]
    public async Task Shares_its_roles_with_a_second_database_of_the_server()
    {
        await using var first = await Project.CreateAsync(server);
        await using var second = await server.CreateDatabaseAsync();

        await using var connection = await second.OpenAsync();
        await SupabaseBaseline.ApplyAsync(connection, CancellationToken.None);

        (await second.ScalarAsync<long>("select count(*) from pg_tables where schemaname = 'auth'")).Should().BeGreaterThan(10);
    }

    [PostgresFact]
    public async Task Refuses_a_role_that_is_not_the_superuser_and_changes_nothing()
    {
        await using var project = await Project.CreateAsync(server);
        await using var connection = await project.SignInAsync("postgres");

        var apply = () => SupabaseBaseline.ApplyAsync(connection, CancellationToken.None);

        (await apply.Should().ThrowAsync<PostgresException>()).Which.Should().Match<PostgresException>(e =>
            e.SqlState == PostgresErrorCodes.InsufficientPrivilege && e.MessageText.Contains("supabase_admin", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task A_password_never_reaches_the_server_as_text()
    {
        const string Password = "quote ' and \\ and $x$";
        await using var project = await Project.CreateAsync(server);
        await using var superuser = await project.SuperuserAsync();

        var sql = SupabaseBaseline.PasswordSql("pgbouncer", Password);
        await superuser.RunAsync(sql);

        sql.Should().NotContain("quote").And.Contain("SCRAM-SHA-256$4096:");
        var address = project.AddressFor("pgbouncer");
        address.Password = Password;
        await using var login = new NpgsqlConnection(address.ConnectionString);
        await login.OpenAsync();
        (await login.ScalarAsync<string>("select current_user::text")).Should().Be("pgbouncer");
    }

    [Theory]
    [InlineData("")]
    [InlineData("pässword")]
    [InlineData("line\nbreak")]
    public void Refuses_a_password_that_clients_could_spell_in_two_ways(string password)
    {
        var create = () => SupabaseBaseline.PasswordSql("postgres", password);

        create.Should().Throw<ArgumentException>();
    }
}
