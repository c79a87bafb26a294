using Lockkeeper.Catalog;
using Lockkeeper.Drift;

namespace Lockkeeper.Tests.Drift;

public sealed class DeployerTests
{
    [Theory]
    [InlineData("relkind=r persistence=p owner=z_prod acl=anon=r/z_prod,z_prod=arw/z_prod rls=false", "relkind=r persistence=p owner=a_staging acl=a_staging=arw/a_staging,anon=r/a_staging rls=false")]
    [InlineData("owner=z_prod acl==X/z_prod,z_prod=X/z_prod CREATE OR REPLACE FUNCTION f() AS $$ owner=z_prod $$", "owner=a_staging acl==X/a_staging,a_staging=X/a_staging CREATE OR REPLACE FUNCTION f() AS $$ owner=z_prod $$")]
    [InlineData("owner=z_production acl=z_production=r/x", "owner=z_production acl=z_production=r/x")]
    [InlineData("integer start=1 owner=z_prod acl=z_prod=r/z_prod owned by=s.t.id", "integer start=1 owner=a_staging acl=a_staging=r/a_staging owned by=s.t.id")]
    [InlineData("position=1 text default=' owner=z_prod acl=z_prod=r/z_prod' acl=z_prod=r/z_prod", "position=1 text default=' owner=z_prod acl=z_prod=r/z_prod' acl=a_staging=r/a_staging", "column")]
    [InlineData("CHECK ((t <> ' owner=z_prod'))", "CHECK ((t <> ' owner=z_prod'))", "constraint")]
    public void Is_called_the_same_as_owner_and_in_grants_and_nowhere_else(string definition, string renamed, string kind = "table") =>
        Deployer.Renamed(new([new(kind, "public.t", definition, null)]), "z_prod", "a_staging").Facts.Single().Definition.Should().Be(renamed);

    [Fact]
    public void Is_called_the_same_in_default_privileges()
    {
        var fact = new CatalogFact("default privileges", "of z_prod in schema public on tables", "acl=anon=r/z_prod", "schema public");

        Deployer.Renamed(new([fact]), "z_prod", "a_staging").Facts.Single()
            .Should().Be(fact with { Identity = "of a_staging in schema public on tables", Definition = "acl=anon=r/a_staging" });
    }
}
