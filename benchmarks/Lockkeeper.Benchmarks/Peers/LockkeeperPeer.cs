using Lockkeeper.Benchmarks.Workload;
using Lockkeeper.Processes;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>Ourselves: the published program that build.sh starts.</summary>
internal sealed record LockkeeperPeer(string BuildDll) : Peer("Lockkeeper", "dotnet")
{
    public override void Write(string folder, IReadOnlyList<Script> scripts)
    {
        foreach (var script in scripts) WriteFile(folder, $"migrations/{script.Version}_{script.Name}.sql", script.Sql);
        WriteConfiguration(folder);
    }

    /// <summary>A configuration with a development database.</summary>
    public static void WriteConfiguration(string folder) => WriteFile(folder, "lockkeeper.yaml", "project: bench\nenvironments:\n  development: {}\n");

    public override ChildCommand Apply(string folder, Address address) => Run(folder, address, "--target=Apply");

    public ChildCommand Run(string folder, Address address, params string[] arguments) => Command(
        folder,
        address,
        [BuildDll, .. arguments, "--environment=development", $"--migrations={folder}/migrations", $"--config={folder}/lockkeeper.yaml", $"--artifacts={folder}/artifacts"],
        ("DEVELOPMENT_DATABASE_URL", address.Url));
}
