using Lockkeeper.Failures;
using Lockkeeper.Supabase.SupabaseCli;

namespace Lockkeeper.Supabase.Tests.SupabaseCli;

public sealed class CliRulesTests : IDisposable
{
    private readonly Files _files = new();

    [Theory]
    [InlineData("create table t (id int);\ncluster t using t_pkey;", 2)]
    [InlineData("select 1;\n/* a\n b */ cluster t;", 3)]
    [InlineData("select 1;\n\n-- why\n/* a */ /* b */ CLUSTER\n t;", 4)]
    public void Refuses_cluster_beside_other_statements(string sql, int line) =>
        FluentActions.Invoking(() => CliRules.Require(_files.Of(sql).Migrations)).Should().Throw<DeployFailure>()
            .Which.Problems.Should().ContainSingle().Which.Where.Should().Be($"20250101000000_one.sql:{line}");

    [Theory]
    [InlineData("cluster t using t_pkey;\n-- done")]
    [InlineData("select 1; select cluster from t; create table cluster (id int);")]
    [InlineData("select 1; -- cluster t\nselect 2;")]
    public void Takes_everything_else(string sql) =>
        FluentActions.Invoking(() => CliRules.Require(_files.Of(sql).Migrations)).Should().NotThrow();

    public void Dispose() => _files.Dispose();
}
