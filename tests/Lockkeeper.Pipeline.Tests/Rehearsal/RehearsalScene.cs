using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Rehearsal;

/// <summary>A shop in production, whose backup is restored before anything is applied.</summary>
internal static class RehearsalScene
{
    public const string Shop = """
        create schema shop;
        create table shop.orders (id int primary key, total numeric, note text);
        insert into shop.orders select i, i * 10, case when i % 2 = 0 then 'n' || i end from generate_series(1, 100) i;
        create table shop.lines (order_id int primary key references shop.orders on delete cascade); insert into shop.lines values (1), (2);
        create view shop.totals as select sum(total) from shop.orders;
        """;

    public static async Task<DeployScene> CreateAsync(PostgresFixture server, string sql, string mode = "full", string also = "")
    {
        var scene = await DeployScene.CreateAsync(server, Shop + also);
        scene.Confirm = (_, _) => true;
        scene.File("20240101000000_change.sql", sql).Options.Argument("rehearsal", mode);
        return scene;
    }

    /// <summary>Whether production knows nothing of any migration.</summary>
    public static async Task IsUntouchedAsync(DeployScene scene)
    {
        (await scene.ScalarAsync<bool>("select to_regclass('supabase_migrations.schema_migrations') is null")).Should().BeTrue();
        (await scene.ScalarAsync<long>("select count(*) from shop.orders")).Should().Be(100);
    }
}
