using Cake.Frosting;
using Lockkeeper.Build;
using Microsoft.Extensions.DependencyInjection;

using var run = new Run(args);
var code = new CakeHost()
    .ConfigureServices(services => services.AddSingleton(run))
    .UseContext<DeployContext>()
    .UseLifetime<DeployLifetime>()
    .Run(args);
return run.ExitCodeOver(code);
