using Lockkeeper.Benchmarks.Workload;
using Lockkeeper.Processes;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>psql in a loop: a process, a connection and a transaction for every file. It keeps no history.</summary>
internal sealed record PsqlLoop(string Psql) : Peer("psql, a process a file", "sh")
{
    public override bool HasHistory => false;

    public override void Write(string folder, IReadOnlyList<Script> scripts)
    {
        foreach (var script in scripts) WriteFile(folder, $"migrations/{script.Version}_{script.Name}.sql", script.Sql);
    }

    public override ChildCommand Apply(string folder, Address address) =>
        Command(folder, address, ["-c", "for f in migrations/*.sql; do \"$0\" -X -q -v ON_ERROR_STOP=1 -1 -f \"$f\" || exit 1; done", Psql]);
}

/// <summary>psql once, with everything in one file and one transaction: the least that can be done with it.</summary>
internal sealed record PsqlOnce(string Psql) : Peer("psql, one file", Psql)
{
    public override bool HasHistory => false;

    public override void Write(string folder, IReadOnlyList<Script> scripts) => WriteFile(folder, "all.sql", string.Concat(scripts.Select(s => s.Sql)));

    public override ChildCommand Apply(string folder, Address address) => Command(folder, address, ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-1", "-f", "all.sql"]);
}
