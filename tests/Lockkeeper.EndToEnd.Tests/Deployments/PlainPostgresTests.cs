using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Deployments;

/// <summary>A database that has never heard of Supabase, with a folder of its own.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class PlainPostgresTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task Is_deployed_to_like_any_other()
    {
        await using var production = await Production.CreatePlainAsync(server);
        _program.Scratch.Write(
            "sql/20250101000000_create_shop.sql",
            "create schema shop;\ncreate table shop.orders (id int primary key, total numeric);");
        _program.Scratch.Write("sql/20250102000000_first_orders.sql", "insert into shop.orders values (1, 9.5), (2, 3);");
        _program.Scratch.Write("sql/20250103000000_index_orders.sql", "create index concurrently orders_total on shop.orders (total);");
        var config = _program.Scratch.Write("lockkeeper.yaml", "project: shop\nmigrations: sql\n");

        var run = await _program.Against(production).DeployAsync($"--config={config}");

        run.ExitCode.Should().Be(0, run.Said);
        run.Reported("outcome").Should().Be("succeeded");
        run.All("migrations", "status").Should().Equal("applied", "applied", "applied");
        run.Report["changes"]!["added"]!.AsArray().Select(o => o!.ToString()).Should().Contain(["schema shop", "table shop.orders"]);
        run.All("smokeTests", "status").Should().Equal("passed", "skipped", "skipped", "skipped", "skipped", "skipped");
        run.All("smokeTests", "note").Should().NotContain("");
        (await production.HistoryAsync()).Should().Equal("20250101000000", "20250102000000", "20250103000000");
    }

    public void Dispose() => _program.Dispose();
}
