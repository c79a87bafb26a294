using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.Baseline;

[Collection(ProjectCollection.Name)]
public sealed class PlatformTests(PostgresFixture server)
{
    [Fact]
    public void The_scripts_come_in_the_order_of_their_numbers()
    {
        SupabaseBaseline.Scripts.Select(script => script.Name[..2]).Should()
            .Equal(Enumerable.Range(1, SupabaseBaseline.Scripts.Count).Select(number => $"{number:00}")).And.NotBeEmpty();
    }

    [PostgresTheory]
    [InlineData("auth", "users", 35)]
    [InlineData("auth", "identities", 9)]
    [InlineData("storage", "buckets", 11)]
    [InlineData("storage", "objects", 12)]
    public async Task The_service_tables_have_the_columns_of_a_hosted_project(string schema, string table, long columns)
    {
        await using var project = await Project.CreateAsync(server);

        var found = await project.ScalarAsync<long>(
            $"select count(*) from information_schema.columns where table_schema = '{schema}' and table_name = '{table}'");

        found.Should().Be(columns);
    }

    [PostgresTheory]
    [InlineData("request.jwt.claims", """{"sub":"00000000-0000-0000-0000-000000000001","role":"authenticated","email":"a@example.org"}""", true)]
    [InlineData("request.jwt.claim.sub", "00000000-0000-0000-0000-000000000001", false)]
    public async Task The_auth_functions_read_the_request(string setting, string value, bool all)
    {
        await using var project = await Project.CreateAsync(server);
        await using var connection = await project.SignInAsync("authenticator");
        await connection.RunAsync($"set role authenticated; select set_config('{setting}', '{value}', false)");

        (await connection.ScalarAsync<Guid>("select auth.uid()")).Should().Be(new Guid("00000000-0000-0000-0000-000000000001"));
        (await connection.ScalarAsync<string>("select coalesce(auth.role() || auth.email(), '')"))
            .Should().Be(all ? "authenticateda@example.org" : "");
    }

    [PostgresFact]
    public async Task Nobody_is_signed_in_without_claims()
    {
        await using var project = await Project.CreateAsync(server);

        (await project.ScalarAsync<bool>("select auth.uid() is null and auth.jwt() is null")).Should().BeTrue();
    }

    [PostgresFact]
    public async Task The_storage_functions_take_a_name_apart()
    {
        await using var project = await Project.CreateAsync(server);

        (await project.ScalarAsync<string>(
            "select concat_ws('|', storage.foldername('a/b/c.tar.gz')::text, storage.filename('a/b/c.tar.gz'), storage.extension('a/b/c.tar.gz'))"))
            .Should().Be("{a,b}|c.tar.gz|gz");
    }

    [PostgresTheory]
    [InlineData("create table public.t (id int)")]
    [InlineData("drop view public.v")]
    public async Task A_change_of_the_schema_tells_the_api_to_read_it_again(string sql)
    {
        await using var project = await Project.CreateAsync(server);
        await project.RunAsync("postgres", "create view public.v as select 1 as one");
        await using var listener = await project.SuperuserAsync();
        await listener.RunAsync("listen pgrst");
        var payload = "";
        listener.Notification += (_, message) => payload = message.Payload;

        await project.RunAsync("postgres", sql);

        (await listener.WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue();
        payload.Should().Be("reload schema");
    }
}
