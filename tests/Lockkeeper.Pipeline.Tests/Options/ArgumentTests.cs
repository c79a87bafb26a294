using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.Tests.Options;

public sealed class ArgumentTests : IDisposable
{
    private readonly OptionsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Reads_every_documented_argument()
    {
        var options = _scene
            .Argument("environment", "local").Argument("engine", "supabase-cli").Argument("yes", "").Argument("json")
            .Argument("deployment", "20261122T101500Z-local-1a2b3c").Argument("artifacts", "out")
            .Argument("outside-window", "hotfix = urgent").Argument("include-out-of-order", "true").Argument("rehearsal", "schema")
            .Argument("scale", "3").Argument("name", "add_index")
            .Argument("applied", "20250101000000, 7", "20250102000000", "7").Argument("reverted", "20250103000000").Argument("baseline", "20250104000000")
            .Argument("accept-hazard", "drops-table@20250101000000:nobody reads it: see #12", "locks@20250101000000:small")
            .Resolve("Plan");

        options.Engine.Should().Be(Engine.SupabaseCli);
        (options.Yes, options.Json, options.IncludeOutOfOrder).Should().Be((true, true, true));
        options.DeploymentId.Should().Be("20261122T101500Z-local-1a2b3c");
        options.ArtifactsFolder.Should().Be(Path.Combine(_scene.Root, "out"));
        options.OutsideWindow.Should().Be("hotfix = urgent");
        options.Rehearsal.Should().Be(RehearsalMode.Schema);
        options.Local.Scale.Should().Be(3);
        options.NewName.Should().Be("add_index");
        options.Repair.Should().BeEquivalentTo(new RepairOptions(["20250101000000", "7", "20250102000000"], ["20250103000000"], "20250104000000"));
        options.AcceptedHazards.Should().Equal(
            new AcceptedHazard("drops-table", "20250101000000", "nobody reads it: see #12"),
            new AcceptedHazard("locks", "20250101000000", "small"));
    }

    [Theory]
    [InlineData("enviroment", "Did you mean --environment?")]
    [InlineData("ba", "Did you mean --bake?")]
    [InlineData("dryrn", "Did you mean --dryrun?")]
    [InlineData("accept-hazards", "Did you mean --accept-hazard?")]
    [InlineData("quite-something-else", "docs/configuration.md lists them all.")]
    public void Refuses_an_unknown_argument_with_the_one_that_was_meant(string name, string fix) =>
        _scene.Argument(name, "1").Problem().Should().Be(new Problem($"--{name}", "is not a known argument.", fix));

    [Theory]
    [InlineData("target")]
    [InlineData("Verbosity")]
    [InlineData("exclusive")]
    [InlineData("dryrun")]
    [InlineData("t")]
    [InlineData("paths_tools")]
    public void Leaves_Cakes_own_arguments_alone(string name) => _scene.Argument(name, "x").Invoking(s => s.Resolve()).Should().NotThrow();

    [Theory]
    [InlineData("bake", "soon")]
    [InlineData("bake", "")]
    [InlineData("scale", "0")]
    [InlineData("yes", "perhaps")]
    [InlineData("engine", "flyway")]
    [InlineData("rehearsal", "half")]
    [InlineData("services", "some")]
    [InlineData("environment", "no spaces")]
    [InlineData("outside-window", "")]
    [InlineData("accept-hazard", "drops-table@20250101000000")]
    [InlineData("accept-hazard", "drops-table@20250101000000: ")]
    [InlineData("accept-hazard", "drops-table@2025:reason")]
    [InlineData("accept-hazard", "@20250101000000:reason")]
    [InlineData("applied", "20250101000000_drop")]
    [InlineData("applied", "20250101000000,")]
    [InlineData("reverted", "")]
    [InlineData("baseline", "20250101000000,20250102000000")]
    public void Refuses_a_value_that_means_nothing(string name, string value) =>
        _scene.Argument(name, value).Failure("Plan").Problems.Should().Contain(p => p.Where == $"--{name}");

    [Fact]
    public void Refuses_two_different_values_of_one_argument() =>
        _scene.Argument("bake", "1m", "2m").Problem().What.Should().Contain("different values");

    [Fact]
    public void A_flag_can_be_turned_off() => _scene.Argument("yes", "false").Resolve().Yes.Should().BeFalse();
}
