namespace Lockkeeper.Pipeline.Tests.Options;

public sealed class SubstitutionTests : IDisposable
{
    private readonly OptionsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Fills_in_variables_inside_a_value() =>
        _scene.Yaml("project: a-${ONE}-${TWO_2}").Variable("ONE", "1").Variable("TWO_2", "2").Resolve().Project.Should().Be("a-1-2");

    [Fact]
    public void What_a_variable_holds_is_not_filled_in_again() =>
        _scene.Yaml("project: ${ONE}").Variable("ONE", "${TWO}").Resolve().Project.Should().Be("${TWO}");

    [Fact]
    public void A_doubled_dollar_stands_for_itself() => _scene.Yaml("project: a$${ONE}").Resolve().Project.Should().Be("a${ONE}");

    [Fact]
    public void Names_an_unset_variable_with_its_key_and_line()
    {
        var problem = _scene.Yaml("\nproject: ${NOT_SET}").Problem();

        problem.Where.Should().Be("lockkeeper.yaml:2 (project)");
        problem.What.Should().Be("the environment variable NOT_SET is not set.");
        problem.Fix.Should().StartWith("Run: export NOT_SET=");
    }

    [Fact]
    public void Names_the_environments_url_variable_too_where_the_database_is_unset() =>
        _scene.Yaml("environments: { production: { database: '${MY_URL}' } }").Problem("DeployProduction")
            .Fix.Should().ContainAll("MY_URL", "PRODUCTION_DATABASE_URL");

    [Theory]
    [InlineData("${}")]
    [InlineData("${not a name}")]
    [InlineData("${1ST}")]
    [InlineData("${OPEN")]
    public void Refuses_what_is_no_variable(string text) =>
        _scene.Yaml($"project: '{text}'").Problem().What.Should().EndWith("is not a variable.");

    [Fact]
    public void Does_not_print_what_a_variable_holds_when_it_does_not_fit() =>
        _scene.Yaml("locks: { deadline: '${DEADLINE}' }").Variable("DEADLINE", "hunter22").Problem().ToString()
            .Should().Contain("${DEADLINE}").And.NotContain("hunter22");
}
