using Cake.Core;
using Cake.Frosting;
using Lockkeeper.Build;
using Lockkeeper.Pipeline;
using Microsoft.Extensions.DependencyInjection;

using var run = new Run(args);
// A second core has nothing to do while Cake looks for its tasks.
if (StartUp.MayConnect(args)) run.BeginAhead(args);
var code = new CakeHost()
    .ConfigureServices(services => services.AddSingleton(run).AddSingleton<ICakeReportPrinter, TaskReport>())
    .UseContext<DeployContext>()
    .UseLifetime<DeployLifetime>()
    .Run(args);
return run.ExitCodeOver(code);
