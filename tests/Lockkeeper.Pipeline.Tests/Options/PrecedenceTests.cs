namespace Lockkeeper.Pipeline.Tests.Options;

public sealed class PrecedenceTests : IDisposable
{
    private readonly OptionsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void The_file_wins_over_defaults() =>
        _scene.Yaml("locks: { deadline: 90s }").Resolve().Locks.Deadline.Should().Be(TimeSpan.FromSeconds(90));

    [Fact]
    public void A_variable_wins_over_the_file() =>
        _scene.Yaml("locks: { deadline: 90s }").Variable("LOCKKEEPER_LOCKS_DEADLINE", "2h")
            .Resolve().Locks.Deadline.Should().Be(TimeSpan.FromHours(2));

    [Fact]
    public void An_argument_wins_over_variable_and_file() =>
        _scene.Yaml("migrations: one").Variable("LOCKKEEPER_MIGRATIONS", "two").Argument("migrations", "three")
            .Resolve().MigrationsFolder.Should().EndWith("three");

    [Fact]
    public void An_argument_wins_over_what_the_file_says_of_the_environment() =>
        _scene.Yaml("environments: { local: { monitor: { bake: 7s } } }").Argument("bake", "20s")
            .Resolve().Monitor.Bake.Should().Be(TimeSpan.FromSeconds(20));

    [Fact]
    public void An_empty_variable_counts_as_unset() =>
        _scene.Yaml("migrations: one").Variable("LOCKKEEPER_MIGRATIONS", "").Resolve().MigrationsFolder.Should().EndWith("one");

    [Fact]
    public void A_list_variable_is_separated_by_commas() =>
        _scene.Variable("LOCKKEEPER_CONTRACT_PRESERVES_DATA", "auth.users, documents.*")
            .Resolve().Contract.Preserves.Data.Should().Equal("auth.users", "documents.*");

    [Fact]
    public void The_environments_url_variable_wins_over_the_files_database() =>
        _scene.Yaml("environments: { production: { database: '${NOT_SET}' } }")
            .Variable("PRODUCTION_DATABASE_URL", "postgresql://u:p@from-variable/app")
            .Resolve("DeployProduction").Database!.Host.Should().Be("from-variable");

    [Fact]
    public void A_rehearsal_does_not_bake_as_long_as_the_file_says_for_real_databases()
    {
        var monitor = _scene.Yaml("monitor: { bake: 10m, interval: 10s, failureLimit: 5 }").Resolve().Monitor;

        (monitor.Bake, monitor.Interval, monitor.FailureLimit).Should().Be((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2), 5));
    }

    [Fact]
    public void The_bake_argument_holds_for_a_rehearsal_too() =>
        _scene.Yaml("monitor: { bake: 10m }").Argument("bake", "5s").Resolve().Monitor.Bake.Should().Be(TimeSpan.FromSeconds(5));

    [Fact]
    public void An_environments_own_monitor_section_wins_over_the_common_one() =>
        _scene.Yaml("monitor: { bake: 10m }\nenvironments: { local: { monitor: { bake: 3s } } }")
            .Resolve().Monitor.Bake.Should().Be(TimeSpan.FromSeconds(3));

    [Fact]
    public void A_mistyped_variable_is_refused_with_the_one_that_was_meant()
    {
        var problem = _scene.Variable("LOCKKEEPER_MONITOR_BAK", "5s").Problem();

        problem.Where.Should().Be("LOCKKEEPER_MONITOR_BAK");
        problem.Fix.Should().Contain("LOCKKEEPER_MONITOR_BAKE");
    }

    [Fact]
    public void Variables_of_other_programs_with_our_prefix_are_left_alone() =>
        _scene.Variable("LOCKKEEPER_SOMETHING_ELSE", "1").Invoking(s => s.Resolve()).Should().NotThrow();
}
