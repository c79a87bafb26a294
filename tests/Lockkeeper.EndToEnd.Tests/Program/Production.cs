using Lockkeeper.Evidence;
using Lockkeeper.Pipeline;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Supabase;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.EndToEnd.Tests.Program;

/// <summary>
/// A production database of one test: a Supabase project with all migrations but the last, deployed to by a role that is no superuser.
/// </summary>
internal sealed class Production : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly string _role;

    private Production(TestDatabase database, string role) => (_database, _role) = (database, role);

    public string Name => _database.Name;

    /// <summary>As PRODUCTION_DATABASE_URL takes it.</summary>
    public string Url => UrlWith(Secrets.Password);

    public string UrlWith(string password) =>
        $"postgresql://{_role}:{Uri.EscapeDataString(password)}@127.0.0.1:{_database.Connection.Port}/{Name}?sslmode=disable";

    /// <summary>The deploying role's connection for other programs, without the password.</summary>
    public NpgsqlConnectionStringBuilder Address => _database.ConnectionFor(_role, Secrets.Password);

    /// <summary>How the superuser connects: for services that are started over this database.</summary>
    public NpgsqlConnectionStringBuilder Superuser => _database.Connection;

    /// <summary>All migrations but the last are applied; there are no rows.</summary>
    public static Task<Production> CreateAsync(PostgresFixture server) => CopyAsync(server, "production_template", applied: 26);

    /// <summary>A fresh Supabase project: the baseline and nothing else.</summary>
    public static Task<Production> CreateFreshAsync(PostgresFixture server) => CopyAsync(server, "fresh_template", applied: 0);

    /// <summary>An empty database of a server that knows nothing of Supabase, reached by its superuser.</summary>
    public static async Task<Production> CreatePlainAsync(PostgresFixture server)
    {
        var database = await server.CreateDatabaseAsync();
        // Roles are the server's: one of its own disturbs no test beside this one.
        var role = $"owner_of_{database.Name}";
        await database.ExecuteAsync($"create role {role} superuser login");
        await database.ExecuteAsync(SupabaseBaseline.PasswordSql(role, Secrets.Password));
        return new Production(database, role);
    }

    /// <summary>Fills it with the seed of the local environment.</summary>
    public async Task SeedAsync() =>
        await ExecuteAsync($"set lockkeeper.scale = '1'; {await File.ReadAllTextAsync(Path.Combine(Repository.Migrations, "local", "seed.sql"))}");

    /// <summary>Runs SQL as the superuser.</summary>
    public Task ExecuteAsync(string sql) => _database.ExecuteAsync(sql);

    public Task<T> ScalarAsync<T>(string sql) => _database.ScalarAsync<T>(sql);

    /// <summary>The versions in the history, oldest first.</summary>
    public async Task<IReadOnlyList<string>> HistoryAsync() =>

        await ScalarAsync<string[]>("select coalesce(array_agg(version order by version), '{}') from supabase_migrations.schema_migrations");

    /// <summary>Every row of the history as one text.</summary>
    public Task<string> HistoryRowsAsync() =>
        ScalarAsync<string>("select string_agg(to_jsonb(m)::text, E'\\n' order by version) from supabase_migrations.schema_migrations m");

    /// <summary>The sessions in it, those of the superuser left out: the tests themselves are that.</summary>
    public async Task<IReadOnlyList<string>> SessionsAsync() => await ScalarAsync<string[]>(
        $"""
        select coalesce(array_agg(application_name || ': ' || left(query, 60)), array[]::text[])
        from pg_stat_activity where datname = '{Name}' and usename <> current_user
        """);

    /// <summary>Waits until a migration sleeps in pg_sleep, or until the run has ended.</summary>
    public async Task UntilSleepingAsync(Task running)
    {
        // By what the server does: the words also stand in the text that VerifyEnv lets it parse.
        while (!running.IsCompleted && !await ScalarAsync<bool>("select exists (select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep')"))
            await Task.Delay(TimeSpan.FromMilliseconds(50));
    }

    /// <summary>An open connection of the superuser.</summary>
    public Task<NpgsqlConnection> OpenAsync() => _database.OpenAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static async Task<Production> CopyAsync(PostgresFixture server, string template, int applied)
    {
        var database = await server.CreateDatabaseAsync(template, empty => PrepareAsync(empty, applied));
        // A copy belongs to whoever copied it, and the right to create schemas comes with owning the database.
        await database.ExecuteAsync($"alter database \"{database.Name}\" owner to {SupabaseBaseline.DeployRole}");
        return new Production(database, SupabaseBaseline.DeployRole);
    }

    private static async Task PrepareAsync(TestDatabase database, int applied)
    {
        await using (var connection = await database.OpenAsync())
            await SupabaseBaseline.ApplyAsync(connection, CancellationToken.None);
        await database.ExecuteAsync(SupabaseBaseline.PasswordSql(SupabaseBaseline.DeployRole, Secrets.Password));
        await database.ExecuteAsync($"alter database \"{database.Name}\" owner to {SupabaseBaseline.DeployRole}");

        var folder = await MigrationFiles.ReadAsync(Repository.Migrations, CancellationToken.None);
        await using var target = TargetDatabase.For(database.ConnectionFor(SupabaseBaseline.DeployRole, Secrets.Password), "template");
        var limits = new ApplyLimits(TimeSpan.FromSeconds(5), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        await using var applier = new Applier(target, limits, TimeProvider.System, Ignore, new Progress<string>());
        foreach (var migration in folder.Migrations.Take(applied)) await applier.ApplyAsync(migration, CancellationToken.None);
    }

    private static void Ignore(LedgerEvent happened)
    {
    }
}
