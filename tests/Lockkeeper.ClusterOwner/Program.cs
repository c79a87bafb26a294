using System.Diagnostics;
using System.Runtime.InteropServices;
using Lockkeeper.Postgres.Local;

// The owner of a throwaway server, to be killed by a test. Prints its process number, the server's folder and the start's milliseconds.
// On SIGTERM it exits without disposing anything: what is left to do is done by the server's own exit handler.
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    Environment.Exit(143);
});
var watch = Stopwatch.StartNew();
await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { Below = args[0] }, CancellationToken.None);
Console.WriteLine($"{Environment.ProcessId} {cluster.Folder} {watch.ElapsedMilliseconds}");
if (args.Length == 1)
    await Task.Delay(Timeout.Infinite);
