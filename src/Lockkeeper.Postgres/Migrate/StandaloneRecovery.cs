using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>How far an earlier attempt at a file has come, and this one; what a half-done one left is finished or cleared away.</summary>
/// <param name="migration">A migration that runs outside a transaction.</param>
internal sealed class StandaloneRecovery(Migration migration)
{
    private const string Pending = "select inhdetachpending from pg_catalog.pg_inherits where inhrelid = to_regclass($1) and inhparent = to_regclass($2)";

    private readonly SqlStatement _statement = StandaloneAftermath.Statement(migration);
    private IndexStatement? _index;
    private StandaloneEffect? _effect;
    private EffectRecovery? _recovery;

    /// <summary>What is to be sent: the statement, or what finishes it where an earlier attempt has begun it.</summary>
    public string Sql { get; private set; } = "";

    /// <summary>Whether an earlier attempt has begun it and it cannot be taken back.</summary>
    public bool IsHalfDone { get; private set; }

    /// <summary>Whether clearing away what is left of it completes it: neither half a drop nor half a detach can be taken back.</summary>
    public bool IsCompletedByClearing => _effect is { Kind: "index" or "partition" };

    private string Finish => $"alter table {_effect!.Parent} detach partition {_effect.Name} finalize";

    /// <summary>Finds out what an earlier attempt did, and marks this one where that is needed.</summary>
    /// <param name="connection">Outside any transaction.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>What was found, in words; and whether the statement has taken effect already.</returns>
    /// <exception cref="DeployFailure">Refused: what it is to drop is not there.</exception>
    public async Task<(string? Found, bool Done)> PrepareAsync(NpgsqlConnection connection, CancellationToken token)
    {
        Sql = _statement.Text;
        _index = IndexStatement.Parse(_statement);
        _effect = StandaloneEffect.Parse(_statement);
        _recovery = _effect is null ? null : new EffectRecovery(migration, _effect);
        IsHalfDone = await IsPendingAsync(connection, token);
        if (_recovery is not null && await _recovery.PrepareAsync(connection, token) is { } done) return (done, true);
        if (_index is not null) return await new IndexRecovery(connection).PrepareAsync(_index, token);
        if (!IsHalfDone) return (null, false);
        Sql = Finish;
        return ($"finishes the detach of {_effect!.Name} that an earlier attempt has begun", false);
    }

    /// <summary>The commands that would clear away or finish what is left of the statement.</summary>
    /// <param name="connection">Any.</param>
    /// <param name="before">The indexes that were invalid before: they are not ours.</param>
    /// <param name="token">Ends it.</param>
    public async Task<IReadOnlyList<string>> LeftAsync(NpgsqlConnection connection, IReadOnlyList<string> before, CancellationToken token)
    {
        if (await IsPendingAsync(connection, token)) return [Finish];
        var invalid = await InvalidIndexes.ReadAsync(connection, token);
        return [.. invalid.Except(before, StringComparer.Ordinal).Select(index => $"drop index concurrently if exists {index}")];
    }

    /// <summary>Whether the statement has taken effect; null where that cannot be seen.</summary>
    public async Task<bool?> IsDoneAsync(NpgsqlConnection connection, CancellationToken token)
    {
        if (_recovery is not null) return await _recovery.IsDoneAsync(connection, token);
        return _index is { Action: IndexAction.Create, Name: not null } ? await new IndexRecovery(connection).BuiltAsync(_index, token) is not null : null;
    }

    /// <summary>Takes the attempt's mark away, where it left one.</summary>
    public Task ClearMarkAsync(NpgsqlConnection connection, CancellationToken token) =>
        _recovery is null ? Task.CompletedTask : _recovery.Mark.ClearAsync(connection, token);

    private async Task<bool> IsPendingAsync(NpgsqlConnection connection, CancellationToken token)
    {
        if (_effect is not { Action: EffectAction.Detach }) return false;
        await using var command = new NpgsqlCommand(Pending, connection)
        {
            Parameters = { new NpgsqlParameter { Value = _effect.Name }, new NpgsqlParameter { Value = _effect.Parent } },
        };
        return await command.ExecuteScalarAsync(token) is true;
    }
}
