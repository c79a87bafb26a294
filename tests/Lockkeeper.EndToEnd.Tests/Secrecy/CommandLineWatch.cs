using Lockkeeper.EndToEnd.Tests.Program;

namespace Lockkeeper.EndToEnd.Tests.Secrecy;

/// <summary>Looks at the command line of every process again and again while something runs.</summary>
internal static class CommandLineWatch
{
    /// <summary>The distinct command lines that were seen.</summary>
    public static async Task<IReadOnlyCollection<string>> WhileAsync(Task running)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!running.IsCompleted)
        {
            seen.UnionWith(RunningProcesses.CommandLines().Select(p => p.Line));
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        return seen;
    }
}
