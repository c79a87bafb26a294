using Cake.Core.Composition;
using Cake.Core.IO;
using Cake.Frosting.Internal;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting;

/// <summary>What a build may set from <see cref="IFrostingStartup.Configure"/>. Of repeated settings the last one counts.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>The context that tasks receive.</summary>
    public static IServiceCollection UseContext<TContext>(this IServiceCollection services)
        where TContext : class, IFrostingContext =>
        services.AddSingleton<TContext>().AddSingleton<IFrostingContext>(provider => provider.GetRequiredService<TContext>());

    /// <summary>Both ends of the run.</summary>
    public static IServiceCollection UseLifetime<TLifetime>(this IServiceCollection services)
        where TLifetime : class, IFrostingLifetime =>
        services.AddSingleton<TLifetime>()
            .AddSingleton<IFrostingSetup>(provider => provider.GetRequiredService<TLifetime>())
            .AddSingleton<IFrostingTeardown>(provider => provider.GetRequiredService<TLifetime>());

    /// <summary>The start of the run.</summary>
    public static IServiceCollection UseSetup<TSetup>(this IServiceCollection services)
        where TSetup : class, IFrostingSetup => services.AddSingleton<IFrostingSetup, TSetup>();

    /// <summary>The end of the run.</summary>
    public static IServiceCollection UseTeardown<TTeardown>(this IServiceCollection services)
        where TTeardown : class, IFrostingTeardown => services.AddSingleton<IFrostingTeardown, TTeardown>();

    /// <summary>Both ends of each task.</summary>
    public static IServiceCollection UseTaskLifetime<TLifetime>(this IServiceCollection services)
        where TLifetime : class, IFrostingTaskLifetime =>
        services.AddSingleton<TLifetime>()
            .AddSingleton<IFrostingTaskSetup>(provider => provider.GetRequiredService<TLifetime>())
            .AddSingleton<IFrostingTaskTeardown>(provider => provider.GetRequiredService<TLifetime>());

    /// <summary>The start of each task.</summary>
    public static IServiceCollection UseTaskSetup<TSetup>(this IServiceCollection services)
        where TSetup : class, IFrostingTaskSetup => services.AddSingleton<IFrostingTaskSetup, TSetup>();

    /// <summary>The end of each task.</summary>
    public static IServiceCollection UseTaskTeardown<TTeardown>(this IServiceCollection services)
        where TTeardown : class, IFrostingTaskTeardown => services.AddSingleton<IFrostingTaskTeardown, TTeardown>();

    /// <summary>Registers all that a Cake module offers.</summary>
    public static IServiceCollection UseModule<TModule>(this IServiceCollection services)
        where TModule : class, ICakeModule, new() => Cli.ServiceCollectionExtensions.UseModule(services, new TModule());

    /// <summary>Where the run takes place, relative to the current folder; <c>--working</c> wins over it.</summary>
    public static IServiceCollection UseWorkingDirectory(this IServiceCollection services, DirectoryPath path) =>
        services.AddSingleton(new WorkingFolder(path));

    /// <summary>A setting of Cake, such as <c>Paths_Tools</c>; configuration files and the environment win over it.</summary>
    public static IServiceCollection UseCakeSetting(this IServiceCollection services, string key, string value) =>
        services.AddSingleton(new CakeSetting(key, value));
}
