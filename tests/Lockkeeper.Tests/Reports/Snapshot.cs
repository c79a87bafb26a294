using System.Runtime.CompilerServices;

namespace Lockkeeper.Tests.Reports;

/// <summary>
/// Approved renderings beside the tests. Run the tests with LOCKKEEPER_APPROVE=1 to write them anew, then read the difference.
/// </summary>
internal static class Snapshot
{
    internal static void Matches(string rendered, string name, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "Snapshots", name);
        if (string.Equals(Environment.GetEnvironmentVariable("LOCKKEEPER_APPROVE"), "1", StringComparison.Ordinal))
            File.WriteAllText(path, rendered);

        File.Exists(path).Should().BeTrue($"there must be an approved {name}; LOCKKEEPER_APPROVE=1 writes it");
        // A checkout on Windows may have its own line ends; the rendering never does.
        var approved = File.ReadAllText(path).ReplaceLineEndings("\n");
        rendered.Should().Be(approved, $"{name} was approved so; LOCKKEEPER_APPROVE=1 approves what is rendered now");
    }
}
