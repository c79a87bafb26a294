using Cake.Core;
using Cake.Frosting;

namespace Sample;

public sealed class SampleLifetime : FrostingLifetime<SampleContext>
{
    public override void Setup(SampleContext context, ISetupContext info)
    {
        SampleContext.Mark($"Setup of {info.TargetTask.Name}");
        if (Environment.GetEnvironmentVariable("SAMPLE_SETUP_FAILS") is not null)
            throw new InvalidOperationException("the setup failed on purpose");
    }

    public override void Teardown(SampleContext context, ITeardownContext info) =>
        SampleContext.Mark($"Teardown successful={info.Successful} thrown={info.ThrownException?.Message}");
}

public sealed class SampleTaskLifetime : FrostingTaskLifetime<SampleContext>
{
    public override void Setup(SampleContext context, ITaskSetupContext info) => SampleContext.Mark($"before {info.Task.Name}");

    public override void Teardown(SampleContext context, ITaskTeardownContext info) =>
        SampleContext.Mark($"after {info.Task.Name} {(info.Skipped ? "skipped" : info.Successful ? "done" : "failed")}");
}
