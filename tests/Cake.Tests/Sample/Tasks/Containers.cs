using Cake.Docker;
using Cake.Frosting;

namespace Sample.Tasks;

/// <summary>One call of every docker command, with the options that matter.</summary>
public sealed class Containers : FrostingTask<SampleContext>
{
    public override void Run(SampleContext context)
    {
        var run = new DockerContainerRunSettings
        {
            Detach = true,
            Rm = false,
            Name = "gate one",
            Env = ["POSTGRES_PASSWORD", "PGDATA=/var/lib/gate one"],
            Publish = ["127.0.0.1::5432"],
            HealthRetries = 3,
            EnvironmentVariables = new Dictionary<string, string>(StringComparer.Ordinal) { ["POSTGRES_PASSWORD"] = "by environment" },
        };
        SampleContext.Mark("id " + context.DockerRun(run, "postgres:17", "postgres", "-c", "fsync=off"));
        context.DockerRun("alpine", string.Empty);
        context.DockerExec(new DockerContainerExecSettings { User = "postgres" }, "gate", "psql", "-c", "\"SELECT 1\"");
        context.DockerPull(new DockerImagePullSettings { Platform = "linux/amd64" }, "postgres:17");
        context.DockerBuild(new DockerImageBuildSettings { Tag = ["gate:1", "gate:latest"], NoCache = true }, "a folder");
        context.DockerTag("gate:1", "example.org/gate:1");
        context.DockerStop(new DockerContainerStopSettings { Time = 0 }, "gate", "other");
        context.DockerRm(new DockerContainerRmSettings { Force = true, Volumes = true }, "gate");
        var compose = new DockerComposeSettings { File = ["a.yaml", "b.yaml"], ProjectName = "gate" };
        context.DockerComposeUp(new DockerComposeUpSettings { Detach = true, WaitTimeout = 30 }, compose, "database");
        context.DockerComposeDown(new DockerComposeDownSettings { Volumes = true }, compose);
    }
}

public sealed class StopsNothing : FrostingTask<SampleContext>
{
    public override void Run(SampleContext context) => context.DockerStop("no-such-container");
}
