using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Deployments;

/// <summary>A production full of rows, deployed to twice; looked at by several tests.</summary>
public sealed class DeployedProduction : IAsyncLifetime
{
    private readonly PostgresFixture _server = new();
    private readonly LockkeeperProgram _program = new();

    internal Production Production { get; private set; } = null!;

    internal ProgramResult First { get; private set; } = null!;

    /// <summary>report.json as it was after the first deployment.</summary>
    internal string FirstReport { get; private set; } = "";

    internal ProgramResult Second { get; private set; } = null!;

    /// <summary>Transactions that were given a number (that wrote) during the second deployment.</summary>
    internal long WrittenBySecond { get; private set; }

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        if (Testing.Postgres.SkipReason is not null) return;
        Production = await Production.CreateAsync(_server);
        await Production.SeedAsync();
        _program.Against(Production).WithProof();
        First = await _program.RunAsync("--target=DeployProduction", "--yes", "--bake=2s");
        First.ExitCode.Should().Be(0, First.Said);
        FirstReport = await File.ReadAllTextAsync(Path.Combine(First.Latest, "report.json"));
        var before = await HistoryAndCatalogAsync();
        Second = await _program.RunAsync("--target=DeployProduction", "--yes", "--bake=2s", "--json");
        WrittenBySecond = string.Equals(before, await HistoryAndCatalogAsync(), StringComparison.Ordinal) ? 0 : 1;
    }

    public async Task DisposeAsync()
    {
        if (Production is not null) await Production.DisposeAsync();
        _program.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<string> HistoryAndCatalogAsync() => await Production.HistoryRowsAsync() + await Production.ScalarAsync<string>(
        "select string_agg(c.oid || ' ' || c.xmin || ' ' || s.n_tup_ins + s.n_tup_upd + s.n_tup_del, ',' order by c.oid) "
        + "from pg_class c join pg_stat_user_tables s on s.relid = c.oid");
}
