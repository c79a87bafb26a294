namespace Lockkeeper.Pipeline.Tests.Options;

public sealed class EnvironmentTests : IDisposable
{
    private readonly OptionsScene _scene = new OptionsScene()
        .Variable("PRODUCTION_DATABASE_URL", "postgresql://u:secret@production-host/app")
        .Variable("STAGING_DATABASE_URL", "postgresql://u:secret@staging-host/app");

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(null, "local")]
    [InlineData("", "local")]
    [InlineData("Rehearse", "local")]
    [InlineData("RehearseStaging", "staging")]
    [InlineData("DeployStaging", "staging")]
    [InlineData("deployproduction", "production")]
    [InlineData("Backup", "local")]
    public void The_target_decides(string? target, string environment) => _scene.Resolve(target).Environment.Should().Be(environment);

    [Fact]
    public void The_argument_decides_where_the_target_does_not()
    {
        var options = _scene.Argument("environment", "staging").Resolve("Backup");

        options.Environment.Should().Be("staging");
        options.Database!.Host.Should().Be("staging-host");
    }

    [Fact]
    public void One_environment_never_goes_by_two_names() =>
        _scene.Argument("environment", "STAGING").Resolve("Plan").Environment.Should().Be("staging");

    [Fact]
    public void An_argument_that_contradicts_the_target_is_refused() =>
        _scene.Argument("environment", "staging").Problem("DeployProduction").ToString()
            .Should().StartWith("--environment: says staging, but the target DeployProduction works on production.");

    [Fact]
    public void A_variable_gives_way_to_the_target() =>
        _scene.Variable("LOCKKEEPER_ENVIRONMENT", "staging").Resolve("DeployProduction").Environment.Should().Be("production");

    [Fact]
    public void An_unknown_environment_is_refused_with_the_nearest_name()
    {
        var problems = _scene.Argument("environment", "prodution").Failure("Backup").Problems;

        problems.Should().Contain(p => p.Where == "--environment" && p.Fix == "Did you mean production?");
    }

    [Fact]
    public void An_environment_of_the_file_is_known()
    {
        var options = _scene.Yaml("environments: { pre-prod: { database: 'postgresql://u@h/d', protected: true } }")
            .Argument("environment", "pre-prod").Variable("PRE_PROD_DB_PASSWORD", "from-variable").Resolve("Plan");

        options.Protected.Should().BeTrue();
        options.Database!.Password.Should().Be("from-variable");
    }

    [Theory]
    [InlineData("staging")]
    [InlineData("production")]
    public void Staging_and_production_are_protected_unless_they_say_otherwise(string name)
    {
        _scene.Argument("environment", name).Resolve("Plan").Protected.Should().BeTrue();
        _scene.Yaml($"environments: {{ {name}: {{ protected: false }} }}").Resolve("Plan").Protected.Should().BeFalse();
    }

    [Fact]
    public void Another_environments_unset_variables_do_not_matter() =>
        _scene.Yaml("environments: { staging: { database: '${NOT_SET}' }, production: { supabase: { secretKey: '${NOT_SET}' } } }")
            .Invoking(s => s.Resolve()).Should().NotThrow();

    [Fact]
    public void Another_environments_mistakes_are_told_all_the_same() =>
        _scene.Yaml("environments:\n  staging:\n    window: { from: late }\n")
            .Problem().Where.Should().Be("lockkeeper.yaml:3 (environments.staging.window.from)");

    [Fact]
    public void Local_has_no_database_of_its_own() =>
        _scene.Yaml("environments: { local: { database: 'postgresql://u:p@h/d' } }")
            .Problem().What.Should().Contain("local is always a throwaway server");

    [Fact]
    public void A_variable_never_leads_a_rehearsal_to_a_real_database() =>
        _scene.Variable("LOCAL_DATABASE_URL", "postgresql://u:p@h/d").Variable("PGHOST", "h").Resolve().Database.Should().BeNull();

    [Fact]
    public void A_target_that_contacts_no_database_asks_for_none() =>
        _scene.Yaml("environments: { production: { database: '${NOT_SET}', supabase: { secretKey: '${NOT_SET_EITHER}' } } }")
            .Argument("environment", "production").Resolve("Report").Database.Should().BeNull();

    [Fact]
    public void A_required_environment_must_exist() =>
        _scene.Yaml("environments: { production: { requires: { stagin: 7d } } }").Problem("DeployProduction")
            .ToString().Should().Be("lockkeeper.yaml:1 (environments.production.requires.stagin): there is no environment stagin. Did you mean staging?");
}
