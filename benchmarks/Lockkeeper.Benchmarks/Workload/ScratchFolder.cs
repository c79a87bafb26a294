namespace Lockkeeper.Benchmarks.Workload;

/// <summary>A folder that is gone afterwards.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lockkeeper-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
