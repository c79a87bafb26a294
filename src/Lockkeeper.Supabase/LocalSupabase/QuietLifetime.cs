using Microsoft.Extensions.Hosting;

namespace Lockkeeper.Supabase.LocalSupabase;

/// <summary>Leaves signals to the program: the services must answer until it has cleaned up, also after Ctrl-C.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
