using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting;

/// <summary>Registers services in a class of its own; see <see cref="CakeHostExtensions.UseStartup{TStartup}"/>.</summary>
public interface IFrostingStartup
{
    /// <summary>Adds to the services from which context, lifetimes and tasks are constructed.</summary>
    void Configure(IServiceCollection services);
}
