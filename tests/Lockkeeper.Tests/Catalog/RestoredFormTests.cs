using Lockkeeper.Catalog;

namespace Lockkeeper.Tests.Catalog;

public sealed class RestoredFormTests
{
    [Theory]
    [InlineData(
        "CHECK (((state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))",
        "CHECK (((state)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])))")]
    [InlineData("CHECK (((a > 0) AND ((b > 0) AND (c > 0))))", "CHECK (((a > 0) AND (b > 0) AND (c > 0)))")]
    public void Two_prints_of_one_expression_become_one(string before, string after) =>
        RestoredForm.Of(Constraint(before)).Should().Be(RestoredForm.Of(Constraint(after)));

    [Theory]
    [InlineData("CHECK ((a > 0))", "CHECK ((a > 1))")]
    [InlineData("CHECK ((a = 'x'::text))", "CHECK ((a = 'y'::text))")]
    [InlineData("CHECK ((a = 1))", "CHECK ((a = (1)::bigint))")]
    public void Different_expressions_stay_different(string one, string other) =>
        RestoredForm.Of(Constraint(one)).Should().NotBe(RestoredForm.Of(Constraint(other)));

    [Fact]
    public void Leaves_out_what_a_dump_of_one_database_does_not_carry() =>
        new CatalogSnapshot([Constraint("x"), new("role", "anon", "", null), new("setting", "s", "", null), new("database", "current", "", null)])
            .AsRestorable().Facts.Should().ContainSingle().Which.Kind.Should().Be("constraint");

    private static CatalogFact Constraint(string definition) => new("constraint", "c on a.t", definition, "table a.t");
}
