using Lockkeeper.Catalog;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.Tests.Catalog.Pairs;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Catalog;

/// <summary>Each change is made in a transaction of its own, read before and after in it, and rolled back.</summary>
[Collection(PostgresCollection.Name)]
public sealed class CatalogChangeTests(PostgresFixture postgres)
{
    private static readonly ChangePair[] Pairs =
        [.. TablePairs.All, .. ColumnPairs.All, .. CodePairs.All, .. OtherPairs.All, .. UnchangedPairs.All];

    private CatalogSnapshot? _untouched;

    [PostgresFact]
    public async Task Finds_every_change_of_the_corpus_and_nothing_else()
    {
        await using var database = await SampleSchema.CreateAsync(postgres);
        await using var connection = await database.OpenAsync();
        var wrong = new List<string>();
        _untouched = await CatalogReader.ReadAsync(connection, CancellationToken.None);
        foreach (var pair in Pairs)
        {
            var found = await ReadAsync(connection, pair);
            var expected = pair.Expected.Order(StringComparer.Ordinal).ToList();
            if (!found.SequenceEqual(expected, StringComparer.Ordinal))
                wrong.Add($"{pair.Name}:\n  expected {string.Join(", ", expected)}\n  found    {string.Join(", ", found)}");
        }

        string.Join('\n', wrong).Should().BeEmpty();
    }

    [Fact]
    public void The_corpus_is_large_and_names_each_change_once()
    {
        Pairs.Should().HaveCountGreaterThanOrEqualTo(150);
        Pairs.Select(p => p.Name).Should().OnlyHaveUniqueItems();
    }

    private async Task<List<string>> ReadAsync(NpgsqlConnection connection, ChangePair pair)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        try
        {
            await ExecuteAsync(connection, pair.Setup);
            var before = pair.Setup.Length == 0 ? _untouched! : await CatalogReader.ReadWithinAsync(transaction, CancellationToken.None);
            await ExecuteAsync(connection, pair.Change);
            var after = await CatalogReader.ReadWithinAsync(transaction, CancellationToken.None);
            var change = CatalogChange.Between(before, after);
            return [.. Marked('-', change.Removed).Concat(Marked('+', change.Added)).Concat(Marked('~', change.Altered)).Order(StringComparer.Ordinal)];
        }
        catch (PostgresException failure)
        {
            return [$"{failure.SqlState} {failure.MessageText}"];
        }
        finally
        {
            await transaction.RollbackAsync();
        }
    }

    private static IEnumerable<string> Marked(char mark, IReadOnlyList<string> objects) => objects.Select(o => $"{mark} {o}");

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        if (sql.Length == 0) return;
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
