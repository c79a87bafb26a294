using Cake.Frosting;

namespace SampleTasks;

public sealed class Elsewhere : FrostingTask
{
    public override void Run(Cake.Core.ICakeContext context) => Console.WriteLine("> Elsewhere");
}
