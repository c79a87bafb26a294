using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// A statement that makes or removes an object cannot be run twice, and the object does not tell who made or removed it: a mark that the
/// attempt leaves before it begins does.
/// </summary>
/// <param name="migration">The migration.</param>
/// <param name="effect">What its statement does.</param>
internal sealed class EffectRecovery(Migration migration, StandaloneEffect effect)
{
    /// <summary>The attempt's mark.</summary>
    public AttemptMark Mark { get; } = new(migration.Version, effect switch
    {
        { Action: EffectAction.Drop, Kind: "index" } => $"drops {effect.Name}",
        { Action: EffectAction.Drop } => $"drops {effect.Kind} {effect.Name}",
        { Action: EffectAction.Create } => $"creates {effect.Kind} {effect.Name}",
        _ => $"detaches {effect.Name} from {effect.Parent}",
    });

    /// <summary>Marks the attempt where there is something to do.</summary>
    /// <param name="connection">Outside any transaction.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>What was found, in words, where an earlier attempt has done it; null where the statement is to run.</returns>
    /// <exception cref="DeployFailure">Refused: what it is to drop is not there, and no attempt of ours has begun to drop it.</exception>
    public async Task<string?> PrepareAsync(NpgsqlConnection connection, CancellationToken token)
    {
        if (!await IsDoneAsync(connection, token))
        {
            await Mark.SetAsync(connection, token);
            return null;
        }

        if (await Mark.IsThereAsync(connection, token)) return Found;
        // One that is content says so itself, and what somebody else has made or detached the server's own error tells best.
        return effect is { Action: EffectAction.Drop, IfExists: false, Parent: "" } ? throw Absent() : null;
    }

    /// <summary>Whether the statement's effect is there, whoever caused it.</summary>
    public async Task<bool> IsDoneAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand($"select {Exists}", connection) { Parameters = { new NpgsqlParameter { Value = effect.Name } } };
        if (effect.Parent.Length > 0) command.Parameters.Add(new NpgsqlParameter { Value = effect.Parent });
        return await command.ExecuteScalarAsync(token) is true == (effect.Action == EffectAction.Create);
    }

    private string Exists => effect.Kind switch
    {
        "database" => "exists (select from pg_catalog.pg_database where datname = (parse_ident($1))[1])",
        "tablespace" => "exists (select from pg_catalog.pg_tablespace where spcname = (parse_ident($1))[1])",
        "subscription" => """
            exists (select from pg_catalog.pg_subscription where subname = (parse_ident($1))[1]
                    and subdbid = (select oid from pg_catalog.pg_database where datname = current_database()))
            """,
        "publication" => """
            exists (select from pg_catalog.pg_subscription where subname = (parse_ident($2))[1] and (parse_ident($1))[1] = any (subpublications)
                    and subdbid = (select oid from pg_catalog.pg_database where datname = current_database()))
            """,
        "partition" => "exists (select from pg_catalog.pg_inherits where inhrelid = to_regclass($1) and inhparent = to_regclass($2))",
        _ => "to_regclass($1) is not null",
    };

    private string Found => effect.Action switch
    {
        EffectAction.Create => $"{effect.Kind} {effect.Name} is there: an earlier attempt made it and did not get to write the history",
        EffectAction.Drop => $"{effect.Kind} {effect.Name} is not there: an earlier attempt dropped it and did not get to write the history",
        _ => $"{effect.Name} is no partition of {effect.Parent} any more: an earlier attempt detached it and did not get to write the history",
    };

    private DeployFailure Absent()
    {
        var statement = StandaloneAftermath.Statement(migration);
        return DeployFailure.Refused(
            FailureCode.MigrationFailed,
            $"{migration.FileName}:{statement.CodeLine}: there is no {effect.Kind} {effect.Name}, and no earlier attempt at this file has begun to drop one.",
            $"If it was dropped by hand, record that: ./build.sh --target=Repair --environment=… --applied={migration.Version}; if it need not be there, "
                + $"write {statement.Command} IF EXISTS; else correct its name.");
    }
}
