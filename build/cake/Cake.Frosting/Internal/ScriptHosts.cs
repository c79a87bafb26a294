using Cake.Cli;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.Scripting;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Cake.Frosting.Internal;

/// <summary>Cake's four ways to go through the tasks.</summary>
internal static class ScriptHosts
{
    public static ScriptHost Choose(ServiceProvider provider, HostSettings settings, ICakeEngine engine, IFrostingContext context) =>
        settings switch
        {
            { DryRun: true } => new DryRunScriptHost<IFrostingContext>(engine, context, provider.GetRequiredService<ICakeLog>()),
            { Tree: true } => new TreeScriptHost(engine, context, provider.GetRequiredService<IConsole>()),
            { Description: true } => new DescriptionScriptHost(engine, context, provider.GetRequiredService<IAnsiConsole>()),
            _ => new BuildScriptHost<IFrostingContext>(
                engine,
                provider.GetRequiredService<IExecutionStrategy>(),
                context,
                provider.GetRequiredService<ICakeReportPrinter>(),
                provider.GetRequiredService<ICakeConfiguration>(),
                provider.GetRequiredService<ICakeLog>()),
        };
}
