using Cake.Cli;
using Cake.Core;
using Cake.Core.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace Cake.Frosting.Internal;

/// <summary>The one command of the host.</summary>
internal sealed class HostCommand(IServiceCollection services) : AsyncCommand<HostSettings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, HostSettings settings, CancellationToken cancellationToken)
    {
        // The container stays undisposed, as in the real host: a build cleans up in its teardown.
        var provider = Composition.BuildProvider(services, context.Remaining, settings);
        try
        {
            if (settings.Version)
                provider.GetRequiredService<VersionFeature>().Run(provider.GetRequiredService<IConsole>());
            else if (settings.Info)
                provider.GetRequiredService<InfoFeature>().Run(provider.GetRequiredService<IConsole>());
            else
                await RunTargetsAsync(provider, settings);
            return 0;
        }
#pragma warning disable CA1031 // The last handler before Main: whatever failed, the run failed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // The exit code that an exception may carry is deliberately not used.
            ExceptionLogger.LogException(provider.GetRequiredService<ICakeLog>(), exception);
            return 1;
        }
    }

    private static async Task RunTargetsAsync(ServiceProvider provider, HostSettings settings)
    {
        Composition.PrepareRun(provider, settings);
        var context = provider.GetRequiredService<IFrostingContext>();
        var engine = provider.GetRequiredService<ICakeEngine>();
        BuildPlan.Register(provider, engine, context);

        var host = ScriptHosts.Choose(provider, settings, engine, context);
        if (settings.Exclusive)
            host.Settings.UseExclusiveTarget();
        if (settings.Targets is [var target])
            await host.RunTargetAsync(target);
        else
            await host.RunTargetsAsync(settings.Targets);
    }
}
