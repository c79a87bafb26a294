using Lockkeeper.Migrations;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// Looks at a migration's transaction after its last statement and before COMMIT. What it throws rolls the transaction back, so that nobody
/// ever saw it. The migration's locks are held meanwhile.
/// </summary>
public delegate Task BeforeCommit(Migration migration, NpgsqlTransaction transaction, CancellationToken token);
