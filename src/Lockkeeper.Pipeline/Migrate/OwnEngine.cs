using Lockkeeper.Evidence;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>Lockkeeper over its own connection.</summary>
internal sealed class OwnEngine(Applier applier) : MigrationEngine
{
    public override Task<AppliedMigration> ApplyAsync(Migration migration, CancellationToken token) => applier.ApplyAsync(migration, token);

    public override void PrepareTogether(IReadOnlyList<Migration> pending) => applier.Prepare(pending);

    public override Task ApplyTogetherAsync(IReadOnlyList<Migration> pending, CancellationToken token) => applier.ApplyAllAsync(pending, token);

    public override ValueTask DisposeAsync() => applier.DisposeAsync();
}
