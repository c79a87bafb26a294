using Lockkeeper.Benchmarks.Workload;
using Lockkeeper.Processes;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>Sqitch from the distribution.</summary>
internal sealed record SqitchPeer() : Peer("sqitch", "sqitch")
{
    public override void Write(string folder, IReadOnlyList<Script> scripts)
    {
        foreach (var script in scripts) WriteFile(folder, $"deploy/{script.Name}.sql", $"begin;\n{script.Sql}\ncommit;\n");
        WriteFile(folder, "sqitch.conf", "[core]\n\tengine = pg\n");
        WriteFile(folder, "sqitch.plan", "%syntax-version=1.0.0\n%project=bench\n\n"
            + string.Concat(scripts.Select(s => $"{s.Name} 2025-01-01T{s.Number / 3600:00}:{s.Number / 60 % 60:00}:{s.Number % 60:00}Z Bench <bench@example.com> # {s.Name}\n")));
    }

    public override ChildCommand Apply(string folder, Address address) => Command(
        folder, address, ["deploy", "--quiet", $"db:pg://{address.User}@{address.Host}:{address.Port}/{Server.Database}"],
        ("SQITCH_FULLNAME", "Bench"), ("SQITCH_EMAIL", "bench@example.com"));
}

/// <summary>Liquibase, with formatted SQL files, on the Java runtime of the machine.</summary>
internal sealed record LiquibasePeer(string Script) : Peer("liquibase", Script)
{
    public override void Write(string folder, IReadOnlyList<Script> scripts)
    {
        foreach (var script in scripts) WriteFile(folder, $"sql/{script.Version}.sql", $"--liquibase formatted sql\n--changeset bench:{script.Number}\n{script.Sql}");
        WriteFile(folder, "changelog.yaml", "databaseChangeLog:\n" + string.Concat(scripts.Select(s => $"  - include:\n      file: sql/{s.Version}.sql\n")));
    }

    public override ChildCommand Apply(string folder, Address address) => Command(
        folder, address,
        ["--changelog-file=changelog.yaml", $"--url=jdbc:postgresql://{address.Host}:{address.Port}/{Server.Database}?sslmode=disable", "--show-banner=false", "update"],
        ("LIQUIBASE_COMMAND_USERNAME", address.User), ("LIQUIBASE_COMMAND_PASSWORD", address.Password), ("LIQUIBASE_ANALYTICS_ENABLED", "false"));
}
