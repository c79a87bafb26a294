using System.Globalization;
using Lockkeeper.Processes;

namespace Lockkeeper.Postgres.Tests.Local;

/// <summary>A real process that owns a throwaway server; disposal kills it with SIGKILL.</summary>
internal sealed class ClusterOwner : IAsyncDisposable
{
    private readonly CancellationTokenSource _kill = new();
    private readonly TaskCompletionSource<string[]> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClusterOwner(string below)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Lockkeeper.ClusterOwner.dll");
        Ended = ChildProcess.RunAsync(
            new ChildCommand("dotnet", ["exec", program, below])
            {
                Deadline = TimeSpan.FromMinutes(2),
                OnLine = line => _ready.TrySetResult(line.Split(' ')),
                AlsoExpected = [143],
            },
            _kill.Token);
    }

    public int Pid { get; private set; }

    public string Folder { get; private set; } = "";

    public Task<ChildResult> Ended { get; }

    public static async Task<ClusterOwner> StartAsync(string below)
    {
        var owner = new ClusterOwner(below);
        if (await Task.WhenAny(owner._ready.Task, owner.Ended) == owner.Ended)
            await owner.Ended;
        var words = await owner._ready.Task;
        owner.Pid = int.Parse(words[0], CultureInfo.InvariantCulture);
        owner.Folder = words[1];
        return owner;
    }

    public async ValueTask DisposeAsync()
    {
        await _kill.CancelAsync();
        try
        {
            await Ended;
        }
        catch (OperationCanceledException)
        {
            // Killed, as it should be.
        }
        _kill.Dispose();
    }
}
