using Lockkeeper.Evidence;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Supabase.SupabaseCli;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>The real Supabase CLI, one push a migration.</summary>
internal sealed class SupabaseCliEngine(Attempts attempts, CliAttempt attempt, StagedProject project) : MigrationEngine
{
    public override Task<AppliedMigration> ApplyAsync(Migration migration, CancellationToken token)
    {
        project.Show(migration);
        return attempts.RunAsync(migration, (_, t) => attempt.RunAsync(project, migration, t), token);
    }

    public override ValueTask DisposeAsync()
    {
        project.Dispose();
        return ValueTask.CompletedTask;
    }
}
