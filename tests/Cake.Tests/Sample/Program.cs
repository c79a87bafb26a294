using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;
using Sample;
using SampleTasks;

// How the host is put together is read from the environment: the command line belongs to what is under test.
var host = new CakeHost()
    .UseContext<SampleContext>()
    .UseLifetime<SampleLifetime>()
    .UseTaskLifetime<SampleTaskLifetime>()
    .UseStartup<SampleStartup>()
    .ConfigureServices(services => services.AddSingleton(new Greeting("configured")))
    .AddAssembly(typeof(Elsewhere).Assembly);

if (Environment.GetEnvironmentVariable("SAMPLE_FOLDER") is { } folder)
    host.UseWorkingDirectory(folder);

return host.Run(args);
