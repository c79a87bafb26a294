using Cake.Core;
using Cake.Frosting;

namespace Sample.Tasks;

public sealed class Fails : FrostingTask
{
    public override void Run(ICakeContext context) => throw new CakeException(42, "failed on purpose");
}

[IsDependentOn(typeof(Fails))]
public sealed class AfterFails : FrostingTask
{
    public override void Run(ICakeContext context) => SampleContext.Mark("AfterFails");
}

public sealed class FailsLater : AsyncFrostingTask<SampleContext>
{
    public override async Task RunAsync(SampleContext context)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        throw new InvalidOperationException("failed later on purpose");
    }
}

public sealed class Swallows : FrostingTask
{
    public override void Run(ICakeContext context) => throw new InvalidOperationException("swallowed");

    public override void OnError(Exception exception, ICakeContext context) => SampleContext.Mark("OnError of " + exception.Message);
}

[ContinueOnError]
public sealed class Continues : FrostingTask
{
    public override void Run(ICakeContext context) => throw new InvalidOperationException("continued");
}

[IsDependentOn(typeof(Swallows))]
[IsDependentOn(typeof(Continues))]
public sealed class AfterSwallowed : FrostingTask
{
    public override void Run(ICakeContext context) => SampleContext.Mark("AfterSwallowed");
}

public sealed class CleansUp : AsyncFrostingTask
{
    public override Task RunAsync(ICakeContext context) => throw new InvalidOperationException("left a mess");

    public override void Finally(ICakeContext context) => SampleContext.Mark("Finally");
}
