using Lockkeeper.Postgres.Local;
using Lockkeeper.Processes;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Local;

/// <summary>What happens to a server whose owner is killed: the owner is a real process.</summary>
public sealed class LeftoverTests : IDisposable
{
    private readonly string _below = Directory.CreateTempSubdirectory("lk-leftover-tests-").FullName;

    public LeftoverTests() => TestFolders.LetOthersEnter(_below);

    public void Dispose() => Directory.Delete(_below, recursive: true);

    [PostgresFact]
    public async Task A_server_whose_owner_was_killed_is_stopped_and_removed_by_the_next_start()
    {
        string folder;
        int postmaster;
        await using (var owner = await ClusterOwner.StartAsync(_below))
        {
            folder = owner.Folder;
            postmaster = TestFolders.PostmasterOf(folder);
        }
        TestFolders.IsRunning(postmaster).Should().BeTrue("SIGKILL gives its owner no chance to stop it");

        await using var next = await LocalCluster.StartAsync(new LocalClusterOptions { Below = _below }, CancellationToken.None);

        TestFolders.IsRunning(postmaster).Should().BeFalse();
        Directory.Exists(folder).Should().BeFalse();
        Directory.EnumerateDirectories(_below).Should().Equal(next.Folder);
    }

    [PostgresFact]
    public async Task A_server_whose_owner_lives_is_not_touched()
    {
        await using var owner = await ClusterOwner.StartAsync(_below);
        var postmaster = TestFolders.PostmasterOf(owner.Folder);

        var next = await LocalCluster.StartAsync(new LocalClusterOptions { Below = _below }, CancellationToken.None);
        await next.DisposeAsync();

        TestFolders.IsRunning(postmaster).Should().BeTrue();
        Directory.EnumerateDirectories(_below).Should().Equal(owner.Folder);
        await ChildProcess.RunAsync(Kill("TERM", owner.Pid), CancellationToken.None);
        await owner.Ended;
    }

    [PostgresFact]
    public async Task Nothing_is_left_when_the_owner_exits_on_SIGTERM_without_disposing()
    {
        await using var owner = await ClusterOwner.StartAsync(_below);

        await ChildProcess.RunAsync(Kill("TERM", owner.Pid), CancellationToken.None);
        await owner.Ended;

        TestFolders.ProcessesIn(_below).Should().BeEmpty();
        Directory.EnumerateFileSystemEntries(_below).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task A_process_that_was_given_the_number_of_a_dead_server_is_not_stopped()
    {
        string folder;
        await using (var owner = await ClusterOwner.StartAsync(_below))
            folder = owner.Folder;
        var postmaster = TestFolders.PostmasterOf(folder);
        await ChildProcess.RunAsync(Kill("KILL", postmaster), CancellationToken.None);
        var ready = new TaskCompletionSource();
        using var end = new CancellationTokenSource();
        var bystander = ChildProcess.RunAsync(
            new ChildCommand("sh", ["-c", $"echo $$ > {folder}/data/postmaster.pid; echo; sleep 60"])
            {
                Deadline = TimeSpan.FromMinutes(1),
                OnLine = _ => ready.TrySetResult(),
            },
            end.Token);
        await ready.Task;
        var pid = TestFolders.PostmasterOf(folder);

        var next = await LocalCluster.StartAsync(new LocalClusterOptions { Below = _below }, CancellationToken.None);
        await next.DisposeAsync();

        TestFolders.IsRunning(pid).Should().BeTrue();
        Directory.Exists(folder).Should().BeFalse();
        await end.CancelAsync();
        await FluentActions.Awaiting(() => bystander).Should().ThrowAsync<OperationCanceledException>();
    }

    private static ChildCommand Kill(string signal, int pid) => new("kill", ["-s", signal, $"{pid}"]) { Deadline = TimeSpan.FromSeconds(10) };
}
