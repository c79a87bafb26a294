using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Rest;

/// <summary>Services that were not told which schemas a project exposes.</summary>
[Collection(ProjectCollection.Name)]
public sealed class GrantedSchemasTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task A_schema_that_a_migration_adds_and_grants_is_exposed_with_the_next_schema_cache()
    {
        await using var project = await LocalProject.StartAsync(server, migrations: 0, schemas: []);
        (string, string) profile = ("Accept-Profile", "shop");
        (await project.AskAsServiceAsync(HttpMethod.Get, "rest/v1/orders", headers: profile))["code"].Should().Be("PGRST106");

        await project.Database.RunAsSuperuserAsync(
            """
            create schema kept; create schema shop; create table shop.orders (id int); insert into shop.orders values (7);
            grant usage on schema shop to service_role; grant select on shop.orders to service_role; notify pgrst, 'reload schema';
            """);

        await Worker.Queue.UntilAsync(async () => (await project.AskAsServiceAsync(HttpMethod.Get, "rest/v1/orders", headers: profile)).Status == 200, "the new schema");
        (await project.AskAsServiceAsync(HttpMethod.Get, "rest/v1/orders", headers: ("Accept-Profile", "kept")))["hint"].Should().EndWith("exposed: public, shop");
    }
}
