using Lockkeeper.Catalog;
using Lockkeeper.Postgres.Contracts;
using Lockkeeper.Postgres.Tests.Catalog;
using Lockkeeper.Postgres.Tests.Catalog.Pairs;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Contracts;

/// <summary>What is found by reading again only what a transaction touched is the same as what a comparison of everything finds.</summary>
[Collection(PostgresCollection.Name)]
public sealed class EffectCorpusTests(PostgresFixture postgres)
{
    private static readonly ChangePair[] Pairs =
        [.. TablePairs.All, .. ColumnPairs.All, .. CodePairs.All, .. OtherPairs.All, .. UnchangedPairs.All];

    [PostgresFact]
    public async Task Finds_every_change_of_the_corpus_from_inside_the_transaction() => await CheckAsync("{0}");

    [PostgresFact]
    public async Task Finds_every_change_that_a_block_with_an_exception_handler_made() =>
        await CheckAsync("do $corpus$ begin execute $sql${0}$sql$; exception when division_by_zero then null; end $corpus$");

    private async Task CheckAsync(string form)
    {
        await using var shared = await SampleSchema.CreateAsync(postgres);
        await using var connection = await shared.OpenAsync();
        var untouched = await BaselineReader.ReadAsync(connection, CancellationToken.None);
        var wrong = new List<string>();
        foreach (var pair in Pairs)
        {
            var found = pair.Setup.Length == 0 ? await EffectAsync(connection, untouched, pair, form) : await AfterSetupAsync(pair, form);
            var expected = pair.Expected.Order(StringComparer.Ordinal).ToList();
            if (!found.SequenceEqual(expected, StringComparer.Ordinal))
                wrong.Add($"{pair.Name}:\n  expected {string.Join(", ", expected)}\n  found    {string.Join(", ", found)}");
        }

        string.Join('\n', wrong).Should().BeEmpty();
    }

    private async Task<List<string>> AfterSetupAsync(ChangePair pair, string form)
    {
        await using var database = await SampleSchema.CreateAsync(postgres);
        await using var connection = await database.OpenAsync();
        await ExecuteAsync(connection, pair.Setup);
        return await EffectAsync(connection, await BaselineReader.ReadAsync(connection, CancellationToken.None), pair, form);
    }

    private static async Task<List<string>> EffectAsync(NpgsqlConnection connection, CatalogBaseline before, ChangePair pair, string form)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        try
        {
            await ExecuteAsync(connection, form.Replace("{0}", pair.Change, StringComparison.Ordinal));
            var effect = await EffectReader.ReadAsync(transaction, before, CancellationToken.None);
            return Summary(effect.Change);
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

    private static List<string> Summary(CatalogChange change) =>
    [
        .. change.Removed.Select(o => $"- {o}").Concat(change.Added.Select(o => $"+ {o}")).Concat(change.Altered.Select(o => $"~ {o}"))
            .Order(StringComparer.Ordinal),
    ];

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
