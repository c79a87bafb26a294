using Lockkeeper.Benchmarks.Workload;
using Lockkeeper.Processes;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>dbmate's own binary, without the script that npm puts around it.</summary>
internal sealed record DbmatePeer(string Binary) : Peer("dbmate", Binary)
{
    public override void Write(string folder, IReadOnlyList<Script> scripts)
    {
        foreach (var script in scripts) WriteFile(folder, $"db/migrations/{script.Version}_{script.Name}.sql", $"-- migrate:up\n{script.Sql}\n-- migrate:down\n");
    }

    public override ChildCommand Apply(string folder, Address address) =>
        Command(folder, address, ["--no-dump-schema", "--migrations-dir", "db/migrations", "migrate"], ("DATABASE_URL", address.Url));
}

/// <summary>The Supabase CLI's own binary.</summary>
internal sealed record SupabasePeer(string Binary) : Peer("supabase db push", Binary)
{
    public override void Write(string folder, IReadOnlyList<Script> scripts)
    {
        foreach (var script in scripts) WriteFile(folder, $"supabase/migrations/{script.Version}_{script.Name}.sql", script.Sql);
        WriteFile(folder, "supabase/config.toml", "project_id = \"bench\"\n");
    }

    public override ChildCommand Apply(string folder, Address address) => Command(
        folder, address, ["db", "push", "--remote=postgresql://", "--yes", "--workdir", folder],
        ("SUPABASE_TELEMETRY_DISABLED", "1"), ("DO_NOT_TRACK", "1"), ("SUPABASE_NO_UPDATE_NOTIFIER", "1"));
}

/// <summary>node-pg-migrate, run by node without npx.</summary>
internal sealed record NodePgMigratePeer(string Script) : Peer("node-pg-migrate", "node")
{
    public override void Write(string folder, IReadOnlyList<Script> scripts)
    {
        foreach (var script in scripts) WriteFile(folder, $"migrations/{script.Milliseconds}_{script.Name}.sql", $"-- Up Migration\n{script.Sql}\n-- Down Migration\n");
    }

    public override ChildCommand Apply(string folder, Address address) =>
        Command(folder, address, [Script, "up", "--migrations-dir", "migrations"], ("DATABASE_URL", address.Url));
}
