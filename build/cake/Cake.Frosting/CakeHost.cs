using System.Reflection;
using Cake.Cli;
using Cake.Frosting.Internal;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace Cake.Frosting;

/// <summary>Puts a build together from its public task classes and runs it.</summary>
public sealed class CakeHost
{
    private readonly ServiceCollection services = [];

    /// <summary>A host that knows the tasks of the program's own assembly.</summary>
    public CakeHost()
    {
        if (Assembly.GetEntryAssembly() is { } entry)
            AddAssembly(entry);
    }

    /// <summary>The same as the constructor, for chains that begin with a call.</summary>
    public static CakeHost Create() => new();

    /// <summary>Makes the public tasks of another assembly known too.</summary>
    public CakeHost AddAssembly(Assembly assembly) =>
        ConfigureServices(configured => configured.AddSingleton(new TaskAssembly(assembly)));

    /// <summary>Adds to the services from which context, lifetimes and tasks are constructed.</summary>
    public CakeHost ConfigureServices(Action<IServiceCollection> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services(this.services);
        return this;
    }

    /// <summary>Runs what the command line asks for.</summary>
    /// <returns>0, or 1 when anything failed, or 255 when the command line could not be read.</returns>
    public int Run(IEnumerable<string> args)
    {
        var registrar = new TypeRegistrar();
        registrar.RegisterInstance(typeof(IServiceCollection), services);
        // Spectre answers -1 for a command line it cannot read; a process exit code keeps the low byte: 255.
        return new CommandApp<HostCommand>(registrar).Run(args);
    }
}
