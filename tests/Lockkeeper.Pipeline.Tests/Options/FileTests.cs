using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.Tests.Options;

public sealed class FileTests : IDisposable
{
    private readonly OptionsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("---\n")]
    [InlineData("monitor:\nenvironments:\n  staging:\n")]
    public void An_empty_file_or_section_says_nothing(string yaml) => _scene.Yaml(yaml).Invoking(s => s.Resolve()).Should().NotThrow();

    [Theory]
    [InlineData("project: a\nmonitr: { bake: 1m }", "lockkeeper.yaml:2 (monitr)", "Did you mean monitor?")]
    [InlineData("monitor:\n  bake: 1m\n  intervall: 2s", "lockkeeper.yaml:3 (monitor.intervall)", "Did you mean interval?")]
    [InlineData("environments:\n  production:\n    databse: x", "lockkeeper.yaml:3 (environments.production.databse)", "Did you mean database?")]
    [InlineData("lockTimeout: 1s", "lockkeeper.yaml:1 (lockTimeout)", "It belongs at locks.lockTimeout.")]
    [InlineData("backup: { colour: red }", "lockkeeper.yaml:1 (backup.colour)", "Known here: directory, jobs, lockTimeout, keep, encryptTo, identityFile.")]
    public void Refuses_an_unknown_key_with_its_line_and_the_nearest_known_one(string yaml, string where, string fix)
    {
        var problem = _scene.Yaml(yaml).Problem();

        (problem.Where, problem.What, problem.Fix).Should().Be((where, "is not a known key.", fix));
    }

    [Fact]
    public void Refuses_a_key_that_stands_there_twice() =>
        _scene.Yaml("project: a\nmonitor: { bake: 1m }\nproject: b").Problem().ToString()
            .Should().StartWith("lockkeeper.yaml:3:1: project stands here a second time; the first is on line 1.");

    [Theory]
    [InlineData("monitor: 5", "lockkeeper.yaml:1 (monitor)", "is a single value, where a group of keys is expected.")]
    [InlineData("project: [a]", "lockkeeper.yaml:1 (project)", "is a list, where a single value is expected.")]
    [InlineData("project:", "lockkeeper.yaml:1 (project)", "is empty, where a single value is expected.")]
    [InlineData("contract:\n  preserves:\n    data: auth.users", "lockkeeper.yaml:3 (contract.preserves.data)", "is a single value, where a list is expected.")]
    [InlineData("environments: [a]", "lockkeeper.yaml:1 (environments)", "is a list, where a group of keys is expected.")]
    [InlineData("- a", "lockkeeper.yaml:1", "is a list, where a group of keys is expected.")]
    public void Refuses_the_wrong_kind_of_node(string yaml, string where, string what)
    {
        var problem = _scene.Yaml(yaml).Problem();

        (problem.Where, problem.What).Should().Be((where, what));
    }

    [Fact]
    public void Names_a_tab_as_what_it_is()
    {
        var problem = _scene.Yaml("monitor:\n\tbake: 1m\n").Problem();

        problem.Where.Should().Be("lockkeeper.yaml:2:1");
        problem.What.Should().Contain("tab");
    }

    [Theory]
    [InlineData("project: \"never closed\nmonitor: { bake: 1m }")]
    [InlineData("project: a\nmonitor: { bake: 1m")]
    [InlineData("project: a: b")]
    [InlineData("project: *nowhere")]
    [InlineData("{ a: b }}")]
    public void Broken_yaml_is_one_problem_with_line_and_column(string yaml) =>
        _scene.Yaml(yaml).Problem().Where.Should().MatchRegex("^lockkeeper\\.yaml:[0-9]+:[0-9]+$");

    [Fact]
    public void An_anchor_can_be_used_again() =>
        _scene.Yaml("locks:\n  lockTimeout: &short 2s\n  deadline: *short\n").Resolve().Locks.Deadline.Should().Be(TimeSpan.FromSeconds(2));

    [Fact]
    public void Tells_every_problem_at_once()
    {
        var failure = _scene.Yaml("monitr: 1\nlocks: { deadline: soon }\nproject: ${NOT_SET}")
            .Argument("bakee", "1m").Argument("scale", "many").Variable("LOCKKEEPER_BACKUP_JOBS", "0")
            .Failure("DeployProduction");

        failure.ExitCode.Should().Be(ExitCode.BadConfiguration);
        failure.Problems.Select(p => p.Where).Should().BeEquivalentTo(
            "--bakee", "--scale", "LOCKKEEPER_BACKUP_JOBS", "lockkeeper.yaml:1 (monitr)", "lockkeeper.yaml:2 (locks.deadline)",
            "lockkeeper.yaml:3 (project)", "environments.production.database");
        failure.Problems.Should().OnlyContain(p => p.Fix.Length > 0);
        failure.Message.Should().ContainAll(failure.Problems.Select(p => p.ToString()));
    }
}
