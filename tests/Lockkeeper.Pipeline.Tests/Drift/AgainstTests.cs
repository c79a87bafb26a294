using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Drift;

/// <summary>A live target beside another environment.</summary>
[Collection("Throwaway servers")]
public sealed class AgainstTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private static readonly (string Name, string Sql)[] Files =
        [("20240101000000_one.sql", "create table public.one (id int primary key);"), ("20240102000000_two.sql", "create table public.two (id int);")];

    [PostgresFact]
    public async Task Two_databases_of_the_same_migrations_are_alike()
    {
        await using var scene = await DriftScene.CreateAsync(server, Files);
        var staging = await scene.EnvironmentAsync(server, "staging");
        await scene.ApplyAsync(scene.Production);
        await scene.ApplyAsync(staging);
        scene.Options.Argument("against", "staging");

        var report = await scene.RunAsync();

        DriftScene.Said(report).Should().BeEmpty();
        (report.Against, report.Other!.Database, report.Target.Database).Should().Be(("staging", staging.Name, scene.Production.Name));
    }

    [PostgresFact]
    public async Task Differences_are_told_after_those_of_the_histories()
    {
        await using var scene = await DriftScene.CreateAsync(server, Files);
        var staging = await scene.EnvironmentAsync(server, "staging");
        await scene.ApplyAsync(scene.Production, count: 1);
        await scene.ApplyAsync(staging);
        await scene.Production.ExecuteAsync("create index by_hand on public.one (id); create view public.seen as select 1 as one; create schema net; create table net.of_platform ()");
        scene.Options.Argument("against", "staging");

        var report = await scene.RunAsync();

        report.History.Should().Equal("20240102000000_two is applied on staging only.");
        DriftScene.Said(report).Should().Equal("missing table public.two", "extra view public.seen", "table public.one: index public.by_hand added");
        report.Refusal()!.Message.Should().Be("production is not like staging: 1 object missing, 1 extra, 1 different.");
    }

    [PostgresFact]
    public async Task Refuses_two_names_of_one_database()
    {
        await using var scene = await DriftScene.CreateAsync(server, Files);
        var c = scene.Production.Connection;
        scene.Options.Argument("against", "staging")
            .Variable("STAGING_DATABASE_URL", $"postgresql://{c.Username}:{c.Password}@localhost:{c.Port}/{c.Database}?sslmode=disable&gssencmode=disable");

        var failure = await scene.FailureAsync();

        (failure.Code, failure.ExitCode).Should().Be((FailureCode.WrongTarget, ExitCode.Refused));
    }

    [Theory]
    [InlineData("production", "the environment itself")]
    [InlineData("local", "throwaway")]
    public void Refuses_what_cannot_be_compared_with(string name, string why)
    {
        using var scene = Asked(name);

        var problem = scene.Problem("Drift");

        (problem.Where, problem.What.Contains(why, StringComparison.Ordinal)).Should().Be(("--against", true));
    }

    [Fact]
    public void Needs_the_variables_of_both_environments()
    {
        using var scene = Asked("staging").Yaml("environments: { staging: { database: '${NOT_SET}' } }");

        scene.Problem("Drift").ToString().Should().Contain("NOT_SET");
        scene.Resolve("Plan").Against.Should().BeNull("only Drift looks at a second environment");
    }

    [Fact]
    public void Hides_the_secrets_of_both_environments()
    {
        using var scene = Asked("staging").Variable("STAGING_DATABASE_URL", "postgresql://u:staging-secret@h/s");

        var options = scene.Resolve("Drift");

        options.Against!.Database!.Database.Should().Be("s");
        options.Secrets.Redact("production-secret staging-secret").Should().Be("*** ***");
    }

    [Fact]
    public void An_unknown_environment_is_refused_with_the_nearest_name()
    {
        using var scene = Asked("stagin");

        scene.Failure("Drift").Problems.Should().Contain(p => p.Where == "--against" && p.Fix == "Did you mean staging?");
    }

    private static Options.OptionsScene Asked(string against) => new Options.OptionsScene()
        .Variable("PRODUCTION_DATABASE_URL", "postgresql://u:production-secret@h/p").Argument("environment", "production").Argument("against", against);
}
