using Lockkeeper.Catalog;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Processes;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Catalog;

[Collection(PostgresCollection.Name)]
[Trait("Postgres", "17")]
public sealed class RestoredCopyTests(PostgresFixture postgres)
{
    [PostgresFact]
    public async Task A_restored_copy_has_the_fingerprint_of_its_original()
    {
        await using var original = await SampleSchema.CreateAsync(postgres);
        await using var copy = await postgres.CreateDatabaseAsync();
        // What a restore prints otherwise than it was, and what a dump of one database does not carry.
        await original.ExecuteAsync($"""
            create table app.jobs (state varchar(20) check (state in ('new', 'done') and (state <> 'x' and state <> 'y')), n int check (n > 0 and (n < 5 and n <> 3)));
            create index on app.jobs (n) where state in ('new', 'done');
            alter database "{original.Name}" set work_mem = '5MB';
            alter table app.docs drop column price;
            revoke execute on function app.who() from public;
            """);

        await CopyAsync(original, copy);

        var before = (await CatalogReaderTests.ReadAsync(original)).AsRestorable();
        var after = (await CatalogReaderTests.ReadAsync(copy)).AsRestorable();
        CatalogReaderTests.Lines(after).Should().Equal(CatalogReaderTests.Lines(before));
        Fingerprint.Of(after).Should().Be(Fingerprint.Of(before));
    }

    private async Task CopyAsync(TestDatabase from, TestDatabase to)
    {
        var dump = await RunAsync("pg_dump", from, input: null);
        await RunAsync("psql", to, dump, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null");
    }

    private async Task<string> RunAsync(string program, TestDatabase database, string? input, params string[] arguments)
    {
        var found = ToolSearch.OfThisMachine().All(program);
        var ofServer = found.FirstOrDefault(f => f.Contains($"/{postgres.Cluster.ServerMajor}/", StringComparison.Ordinal)) ?? found[0];
        var address = database.Connection;
        var command = new ChildCommand(ofServer, arguments)
        {
            Deadline = TimeSpan.FromMinutes(2),
            StandardInput = input,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["PGHOST"] = address.Host,
                ["PGPORT"] = $"{address.Port}",
                ["PGUSER"] = address.Username,
                ["PGPASSWORD"] = address.Password,
                ["PGDATABASE"] = address.Database,
            },
        };
        return (await ChildProcess.RunAsync(command, CancellationToken.None)).StandardOutput;
    }
}
