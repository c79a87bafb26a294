using Cake.Frosting;

namespace Sample.Tasks;

public sealed class Skipped : FrostingTask<SampleContext>
{
    public override bool ShouldRun(SampleContext context)
    {
        SampleContext.Mark("ShouldRun of Skipped");
        return false;
    }

    public override void Run(SampleContext context) => SampleContext.Mark("Skipped");
}

[IsDependentOn(typeof(Skipped))]
public sealed class AfterSkipped : AsyncFrostingTask<SampleContext>
{
    public override bool ShouldRun(SampleContext context) => true;

    public override async Task RunAsync(SampleContext context)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        SampleContext.Mark("AfterSkipped");
    }
}
