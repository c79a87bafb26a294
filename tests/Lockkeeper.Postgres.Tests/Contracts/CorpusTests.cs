using Lockkeeper.Catalog;
using Lockkeeper.Contracts;
using Lockkeeper.Contracts.Names;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.Tests.Catalog;
using Lockkeeper.Postgres.Tests.Catalog.Pairs;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Contracts;

/// <summary>The corpus of changes, held to headers.</summary>
[Collection(PostgresCollection.Name)]
public sealed class CorpusTests(PostgresFixture postgres)
{
    private static readonly ChangePair[] Pairs =
        [.. TablePairs.All, .. ColumnPairs.All, .. CodePairs.All, .. OtherPairs.All, .. UnchangedPairs.All];

    [PostgresFact]
    public async Task Every_fact_of_every_kind_can_be_declared_as_the_catalog_prints_it()
    {
        await using var database = await SampleSchema.CreateAsync(postgres);
        await using var connection = await database.OpenAsync();
        var facts = (await CatalogReader.ReadAsync(connection, CancellationToken.None)).Facts;

        var unnamed = facts.Where(f => ObjectName.Parse(f.Object)?.Matches(f) != true || ContractHeader.Parse($"-- alters: {f.Object}").Problems.Count > 0);
        unnamed.Select(f => f.Object).Should().BeEmpty();

        var tooMany = facts.Where(f => f.Kind is not "column" && facts.Count(g => ObjectName.Parse(f.Object)!.Matches(g)) != 1);
        tooMany.Select(f => f.Object).Should().BeEmpty("a name means one object");
    }

    [Fact]
    public void Every_object_that_a_change_can_list_can_be_declared()
    {
        var objects = Pairs.SelectMany(p => p.Expected).Select(e => e[2..]).Distinct(StringComparer.Ordinal).ToList();

        objects.Where(o => ContractHeader.Parse($"-- removes: {o}").Problems.Count > 0).Should().BeEmpty();
        objects.Where(o => ObjectName.Parse(o)?.Matches(o) != true).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Refuses_every_undeclared_change_and_keeps_to_the_header_that_it_proposes()
    {
        await using var database = await SampleSchema.CreateAsync(postgres);
        await using var connection = await database.OpenAsync();
        var untouched = await CatalogReader.ReadAsync(connection, CancellationToken.None);
        var wrong = new List<string>();
        foreach (var pair in Pairs.Where(p => p.Expected.Length > 0))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            if (pair.Setup.Length > 0) await RunAsync(connection, pair.Setup);
            var before = pair.Setup.Length == 0 ? untouched : await CatalogReader.ReadWithinAsync(transaction, CancellationToken.None);
            await RunAsync(connection, pair.Change);
            var change = CatalogChange.Between(before, await CatalogReader.ReadWithinAsync(transaction, CancellationToken.None));
            await transaction.RollbackAsync();
            wrong.AddRange(Check(pair, change));
        }

        string.Join('\n', wrong).Should().BeEmpty();
    }

    private static IEnumerable<string> Check(ChangePair pair, CatalogChange change)
    {
        var bare = Judge("", change);
        var listed = change.Removed.Concat(change.Altered).Concat(change.Added).ToHashSet(StringComparer.Ordinal);
        if (!bare.Findings.All(f => listed.Contains(f.Object)))
            yield return $"{pair.Name}: found {string.Join(", ", bare.Findings.Select(f => f.Object))}";
        if (change.Details.Any(d => d.Before is not null) && bare.Kept) yield return $"{pair.Name}: was not refused";
        var proposed = Judge(bare.Header(), change);
        if (!proposed.Kept) yield return $"{pair.Name}: {proposed.Message()}";
        foreach (var finding in bare.Findings.Where(f => f.Difference is { Length: > 200 or 0 })) yield return $"{pair.Name}: {finding.Difference}";
        var lines = bare.Header().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
        {
            if (Judge(string.Join('\n', lines.Where(l => !ReferenceEquals(l, line))), change).Kept) yield return $"{pair.Name}: kept without {line}";
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static ContractVerdict Judge(string header, CatalogChange change)
    {
        var (read, problems) = ContractHeader.Parse(header);
        problems.Should().BeEmpty(header);
        return Contract.Judge(new Migration("20250101000000", "x", "20250101000000_x.sql", "", [], read), MigrationEffect.Of(change));
    }
}
