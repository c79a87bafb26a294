using Lockkeeper.Catalog;

namespace Lockkeeper.Tests.Catalog;

public sealed class FingerprintTests
{
    private static readonly CatalogFact Table = new("table", "public.users", "owner=a", null);
    private static readonly CatalogFact Column = new("column", "public.users.id", "uuid", "table public.users");

    [Fact]
    public void Does_not_depend_on_the_order_of_reading() =>
        Of(Table, Column).Should().Be(Of(Column, Table)).And.MatchRegex("^[0-9a-f]{64}$");

    [Fact]
    public void Changes_with_every_part_of_a_fact()
    {
        var all = new[]
        {
            Of(Table), Of(Table with { Kind = "view" }), Of(Table with { Identity = "public.user" }), Of(Table with { Definition = "owner=b" }),
            Of(Table with { Parent = "schema public" }), Of(Table, Column), Of(),
        };

        all.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Texts_do_not_run_together() =>
        Of(new CatalogFact("a", "bc", "d", null)).Should().NotBe(Of(new CatalogFact("ab", "c", "d", null)));

    [Fact]
    public void Reads_letters_outside_ASCII() =>
        Of(Table with { Identity = "public.\"größe😀\"" }).Should().NotBe(Of(Table with { Identity = "public.\"größe😁\"" }));

    [Fact]
    public void Stays_the_same_across_versions_of_Lockkeeper() =>
        Of(Table, Column).Should().Be("4e47d63ffa5e53a7cc72bf0611c478161a9d1b88b7893484e2be75f44b09e0ca");

    private static string Of(params CatalogFact[] facts) => Fingerprint.Of(new CatalogSnapshot(facts));
}
