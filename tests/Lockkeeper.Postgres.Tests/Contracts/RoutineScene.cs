using Lockkeeper.Catalog;
using Lockkeeper.Postgres.Contracts;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Contracts;

/// <summary>A database of which a migration takes something away, and the routines that it breaks.</summary>
internal sealed class RoutineScene : IAsyncDisposable
{
    public const string Schema = """
        create schema auth; create table auth.users (id int primary key, email text);
        create table public.users (id int primary key, email text); create table public.notes (id int, body text, author text);
        create function public.handle_new_user() returns trigger language plpgsql security definer set search_path = '' as $$
        begin
            insert into public.users values (new.id, new.email);
            return new;
        end $$;
        create trigger on_auth_user_created after insert on auth.users for each row execute function public.handle_new_user();
        """;

    private readonly TestDatabase _database;

    private RoutineScene(TestDatabase database) => _database = database;

    public static async Task<RoutineScene> CreateAsync(PostgresFixture postgres, string more = "")
    {
        var scene = new RoutineScene(await postgres.CreateDatabaseAsync());
        await scene._database.ExecuteAsync(Schema + more);
        return scene;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>What is found inside the migration's transaction, which is rolled back.</summary>
    public async Task<RoutineFindings> FindAsync(string migration)
    {
        await using var connection = await _database.OpenAsync();
        var before = await BaselineReader.ReadAsync(connection, CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, migration);
        var effect = await EffectReader.ReadAsync(transaction, before, CancellationToken.None);
        var settings = await SettingsAsync(connection);
        var findings = await BrokenRoutines.FindAsync(transaction, effect.Change, before.Snapshot, CancellationToken.None);
        (await SettingsAsync(connection)).Should().Be(settings, "nothing of the session stays");
        return findings;
    }

    /// <summary>What is found after it was committed.</summary>
    public async Task<RoutineFindings> FindAfterwardsAsync(string migration)
    {
        await using var connection = await _database.OpenAsync();
        var before = await BaselineReader.ReadAsync(connection, CancellationToken.None);
        await ExecuteAsync(connection, migration);
        var after = await BaselineReader.ReadAsync(connection, CancellationToken.None);
        return await BrokenRoutines.FindAsync(connection, CatalogChange.Between(before.Snapshot, after.Snapshot), before.Snapshot, CancellationToken.None);
    }

    private static async Task<string> SettingsAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("""
            select concat_ws('|', current_setting('search_path'), current_setting('check_function_bodies'), current_setting('jit'),
                coalesce(current_setting('lockkeeper.routines', true), ''),
                (select string_agg(relation::regclass || mode, ',' order by relation, mode) from pg_locks
                 where pid = pg_backend_pid() and locktype = 'relation' and relation >= 16384))
            """, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
