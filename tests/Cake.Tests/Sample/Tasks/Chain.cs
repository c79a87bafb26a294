using Cake.Frosting;

namespace Sample.Tasks;

[TaskDescription("One of three")]
public sealed class First : FrostingTask<SampleContext>
{
    public override void Run(SampleContext context) => SampleContext.Mark($"First sees {++context.TasksSeen}");
}

[IsDependentOn(typeof(First))]
public sealed class Second : FrostingTask<SampleContext>
{
    public override void Run(SampleContext context) => SampleContext.Mark($"Second sees {++context.TasksSeen}");
}

[TaskName("Third-Task")]
[TaskDescription("Three of three")]
[IsDependentOn(typeof(First))]
[IsDependentOn(typeof(Second))]
public sealed class Third : FrostingTask<SampleContext>
{
    public override void Run(SampleContext context) => SampleContext.Mark($"Third sees {++context.TasksSeen}");
}

[IsDependentOn(typeof(Third))]
public sealed class Default : FrostingTask;

[IsDependeeOf(typeof(Late))]
public sealed class Early : FrostingTask
{
    public override void Run(Cake.Core.ICakeContext context) => SampleContext.Mark("Early");
}

public sealed class Late : FrostingTask
{
    public override void Run(Cake.Core.ICakeContext context) => SampleContext.Mark("Late");
}

/// <summary>Not public, so that it must not be found.</summary>
internal sealed class Hidden : FrostingTask;

/// <summary>Not a task of its own.</summary>
public abstract class Unfinished : FrostingTask;
