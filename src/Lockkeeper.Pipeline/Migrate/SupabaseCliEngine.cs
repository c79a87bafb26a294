using Lockkeeper.Evidence;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Supabase.SupabaseCli;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>The real Supabase CLI, one push a migration.</summary>
internal sealed class SupabaseCliEngine(Attempts attempts, CliAttempt attempt, Blockers blockers, StagedProject project) : MigrationEngine
{
    public override async Task<AppliedMigration> ApplyAsync(Migration migration, CancellationToken token)
    {
        project.Show(migration);
        using var wait = blockers.Begin(migration);
        return await attempts.RunAsync(migration, (number, t) => attempt.RunAsync(project, migration, number, t), token);
    }

    public override ValueTask DisposeAsync()
    {
        project.Dispose();
        return blockers.DisposeAsync();
    }
}
