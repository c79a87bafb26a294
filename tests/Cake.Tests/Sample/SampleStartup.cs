using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;

namespace Sample;

public sealed record Greeting(string Text);

public sealed record Farewell(string Text);

public sealed class SampleStartup : IFrostingStartup
{
    public void Configure(IServiceCollection services) => services.AddSingleton(new Farewell("started up"));
}
