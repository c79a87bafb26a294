using Cake.Cli;
using Cake.Cli.Infrastructure;
using Cake.Common.Modules;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Modules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Cake.Frosting.Internal;

/// <summary>Cake's own services, below those of the build.</summary>
internal static class Composition
{
    public static ServiceProvider BuildProvider(IServiceCollection own, IRemainingArguments remaining, HostSettings settings)
    {
        var services = new ServiceCollection();
        Cli.ServiceCollectionExtensions.UseModule<CoreModule>(services);
        Cli.ServiceCollectionExtensions.UseModule<CommonModule>(services);
        services.AddCakeDiagnostics();
        services.AddSingleton<ICakeArguments>(remaining.ToCakeArguments(settings.Targets));
        services.AddSingleton(CreateConfiguration);
        services.AddSingleton<IVersionResolver, VersionResolver>();
        services.AddSingleton<VersionFeature>();
        services.AddSingleton<InfoFeature>();
        services.AddSingleton<IExecutionStrategy, DefaultExecutionStrategy>();
        services.AddSingleton<ICakeReportPrinter, CakeSpectreReportPrinter>();
        services.TryAddSingleton(AnsiConsole.Console);

        // After Cake's: of two registrations the last one counts, and the build has the last word.
        foreach (var service in own)
            services.Add(service);
        services.TryAddSingleton<IFrostingContext, FrostingContext>();
        return services.BuildServiceProvider();
    }

    public static void PrepareRun(ServiceProvider provider, HostSettings settings)
    {
        var environment = provider.GetRequiredService<ICakeEnvironment>();
        var folder = settings.WorkingDirectory ?? provider.GetService<WorkingFolder>()?.Path;
        if (folder is not null)
            EnterFolder(provider.GetRequiredService<IFileSystem>(), environment, folder.MakeAbsolute(environment));

        // Only now: the configuration file is looked for in the working folder.
        provider.GetRequiredService<ICakeLog>().Verbosity =
            provider.GetRequiredService<ICakeConfiguration>().GetVerbosity(settings.Verbosity, Verbosity.Normal);
    }

    private static void EnterFolder(IFileSystem files, ICakeEnvironment environment, DirectoryPath folder)
    {
        if (!files.Exist(folder))
            throw new FrostingException($"The working directory '{folder.FullPath}' does not exist.");
        environment.WorkingDirectory = folder;
    }

    private static ICakeConfiguration CreateConfiguration(IServiceProvider provider)
    {
        var environment = provider.GetRequiredService<ICakeEnvironment>();
        var arguments = provider.GetRequiredService<ICakeArguments>().GetArguments()
            .Where(argument => argument.Value.Count > 0)
            .ToDictionary(argument => argument.Key, argument => argument.Value.First(), StringComparer.OrdinalIgnoreCase);
        var settings = provider.GetServices<CakeSetting>()
            .GroupBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)
            .Select(group => KeyValuePair.Create(group.Key, group.Last().Value));
        return new CakeConfigurationProvider(provider.GetRequiredService<IFileSystem>(), environment)
            .CreateConfiguration(environment.WorkingDirectory, settings, arguments);
    }
}
