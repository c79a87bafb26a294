using Cake.Common.Diagnostics;
using Cake.Frosting;

namespace Sample.Tasks;

/// <summary>Prints what reached it: arguments, services, the working folder.</summary>
public sealed class Surroundings(Greeting greeting, Farewell farewell) : FrostingTask<SampleContext>
{
    public override void Run(SampleContext context)
    {
        foreach (var (name, values) in context.Arguments.GetArguments())
            SampleContext.Mark($"argument {name} = {string.Join('|', values)}");
        SampleContext.Mark($"has FOO: {context.Arguments.HasArgument("FOO")}");
        SampleContext.Mark($"services {greeting.Text}, {farewell.Text}");
        SampleContext.Mark($"folder {context.Environment.WorkingDirectory.FullPath}");
        SampleContext.Mark($"tools {context.Configuration.GetValue("Paths_Tools")}");
        context.Information("said through the log");
        context.Verbose("said only when verbose");
    }
}
