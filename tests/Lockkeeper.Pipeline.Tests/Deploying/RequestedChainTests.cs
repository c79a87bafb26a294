using Lockkeeper.Evidence;
using Lockkeeper.Pipeline.Tests.Options;

namespace Lockkeeper.Pipeline.Tests.Deploying;

public sealed class RequestedChainTests
{
    [Theory]
    [InlineData(null, Phase.Monitor, true)]
    [InlineData("Default", Phase.Monitor, true)]
    [InlineData("rehearse", Phase.Monitor, true)]
    [InlineData("RehearseStaging", Phase.Monitor, true)]
    [InlineData("DeployStaging", Phase.Monitor, true)]
    [InlineData("deployproduction", Phase.Monitor, true)]
    [InlineData("Backup", Phase.Backup, false)]
    [InlineData("verifyenv", Phase.VerifyEnv, false)]
    [InlineData("Migrate", Phase.Migrate, false)]
    [InlineData("SmokeTests", Phase.SmokeTests, false)]
    [InlineData("Monitor", Phase.Monitor, false)]
    [InlineData("Status", null, false)]
    [InlineData("2", null, false)]
    public void A_target_reaches_its_own_phase_and_those_before_it(string? target, Phase? last, bool deploys)
    {
        using var scene = new OptionsScene();
        scene.Variable("PRODUCTION_DATABASE_URL", "postgresql://u:pass@h/d").Variable("STAGING_DATABASE_URL", "postgresql://u:pass@h/d");

        var options = scene.Resolve(target);

        Enum.GetValues<Phase>().Where(options.Reaches).Should().Equal(Enum.GetValues<Phase>().Where(phase => phase <= last));
        options.IsDeploy.Should().Be(deploys);
    }
}
