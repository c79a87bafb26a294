using Lockkeeper.Catalog;
using Lockkeeper.Contracts.Names;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Contracts;

/// <summary>What people write must mean the object that the server means by it.</summary>
[Collection(PostgresCollection.Name)]
public sealed class NameAgreementTests(PostgresFixture postgres)
{
    [PostgresFact]
    public async Task Every_spelling_means_the_one_object_that_the_server_means()
    {
        await using var database = await postgres.CreateDatabaseAsync("odd_names", template => template.ExecuteAsync(OddNames.Schema));
        await database.ExecuteAsync("update cron.job set database = current_database()");
        await using var connection = await database.OpenAsync();
        var facts = (await CatalogReader.ReadAsync(connection, CancellationToken.None)).Facts;
        var wrong = new List<string>();
        foreach (var (fact, spellings) in OddNames.Spellings)
        {
            if (!facts.Any(f => string.Equals(f.Object, fact, StringComparison.Ordinal))) wrong.Add($"there is no {fact}");
            foreach (var spelling in spellings) wrong.AddRange(Check(facts, fact, spelling));
        }

        string.Join('\n', wrong).Should().BeEmpty();
        OddNames.Spellings.Should().HaveCountGreaterThanOrEqualTo(60);
        OddNames.Spellings.Keys.Select(k => k.Split(' ')[0]).Distinct(StringComparer.Ordinal).Should().HaveCountGreaterThan(20);
    }

    private static IEnumerable<string> Check(IReadOnlyList<CatalogFact> facts, string fact, string spelling)
    {
        var (header, problems) = ContractHeader.Parse($"-- removes: {spelling}");
        if (problems.Count > 0 || header.Removes.Count != 1)
        {
            yield return $"{spelling}: {string.Join(", ", problems)} {string.Join(" | ", header.Removes)}";
            yield break;
        }

        var name = ObjectName.Parse(header.Removes[0].Object)!;
        var meant = facts.Where(name.Matches).Select(f => f.Object).ToList();
        if (meant is not [var one] || !string.Equals(one, fact, StringComparison.Ordinal))
            yield return $"{spelling} means [{string.Join(" | ", meant)}] and not {fact}";
    }

    [PostgresFact]
    public async Task A_name_that_is_quoted_otherwise_means_another_object()
    {
        await using var database = await postgres.CreateDatabaseAsync("odd_names", template => template.ExecuteAsync(OddNames.Schema));
        await database.ExecuteAsync("update cron.job set database = current_database()");
        await using var connection = await database.OpenAsync();
        var facts = (await CatalogReader.ReadAsync(connection, CancellationToken.None)).Facts;

        string[] others =
        [
            "table public.Camel", "table public.\"PLAIN\"", "table camel", "function public.f(text)", "function public.f(integer[], text)",
            "function public.f(bigint)", "function \"public\".\"F\"(int)", "trigger touch on public.camel", "policy users can read on public.plain",
            "column public.plain.ID2", "type public.plain", "domain public.mood", "aggregate public.f(int)", "bucket USER-uploads", "view public.plain",
            "materialized view public.v", "procedure public.f(int)", "constraint positive on other.plain", "function public.ch(char)",
            "operator public.+ (int, int)", "default privileges in schema public on types", "comment on column public.plain.other",
        ];
        others.Where(o => facts.Any(f => ObjectName.Parse(o)?.Matches(f) == true)).Should().BeEmpty();
    }
}
