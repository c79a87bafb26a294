using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Supabase.Tests;

/// <summary>A Supabase project of one test: the baseline and the first migrations.</summary>
internal sealed class Project : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly string _password;

    private Project(TestDatabase database, string password) => (_database, _password) = (database, password);

    public string Name => _database.Name;

    /// <summary>With the baseline and the first <paramref name="migrations"/> files.</summary>
    public static Task<Project> CreateAsync(PostgresFixture server, int migrations = 0) =>
        CopyAsync(server, $"project_{migrations}", project => PrepareAsync(project, migrations));

    /// <summary>The same, filled with the seed at scale 1.</summary>
    public static Task<Project> SeededAsync(PostgresFixture server, int migrations) =>
        CopyAsync(server, $"seeded_{migrations}", async project =>
        {
            await PrepareAsync(project, migrations);
            await project.SeedAsync();
        });

    private static async Task<Project> CopyAsync(PostgresFixture server, string template, Func<Project, Task> prepare)
    {
        var password = server.Cluster.Password;
        var database = await server.CreateDatabaseAsync(template, empty => prepare(new Project(empty, password)));
        // A copy belongs to whoever copied it, and the right to create in public comes with owning the database.
        await database.ExecuteAsync($"alter database \"{database.Name}\" owner to postgres");
        return new Project(database, password);
    }

    public Task<NpgsqlConnection> SuperuserAsync() => _database.OpenAsync();

    public NpgsqlConnectionStringBuilder AddressFor(string role) => _database.ConnectionFor(role, _password);

    public async Task<NpgsqlConnection> SignInAsync(string role)
    {
        var connection = new NpgsqlConnection(AddressFor(role).ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs SQL as a role that may sign in.</summary>
    public async Task RunAsync(string role, string sql)
    {
        await using var connection = await SignInAsync(role);
        await connection.RunAsync(sql);
    }

    public Task RunAsSuperuserAsync(string sql) => _database.ExecuteAsync(sql);

    /// <summary>Applies a migration as the deploy role, in one transaction where the file allows it.</summary>
    public async Task ApplyAsync(SqlFile migration)
    {
        await using var connection = await SignInAsync(SupabaseBaseline.DeployRole);
        await using var transaction = ProductMigrations.RunsAlone(migration) ? null : await connection.BeginTransactionAsync();
        await connection.RunAsync(migration.Text);
        if (transaction is not null)
            await transaction.CommitAsync();
    }

    public Task<T> ScalarAsync<T>(string sql) => _database.ScalarAsync<T>(sql);

    public async Task<IReadOnlyList<string>> ListAsync(string sql)
    {
        await using var connection = await SuperuserAsync();
        return await connection.ListAsync(sql);
    }

    public async Task SeedAsync(int scale = 1)
    {
        await using var connection = await SuperuserAsync();
        await connection.RunAsync($"set lockkeeper.scale = '{scale}'");
        await connection.RunAsync(ProductMigrations.Seed);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static async Task PrepareAsync(Project project, int migrations)
    {
        await using (var connection = await project.SuperuserAsync())
        {
            await SupabaseBaseline.ApplyAsync(connection, CancellationToken.None);
            foreach (var role in (string[])[SupabaseBaseline.DeployRole, "supabase_auth_admin", "authenticator"])
                await connection.RunAsync(SupabaseBaseline.PasswordSql(role, project._password));
        }

        foreach (var migration in ProductMigrations.All.Take(migrations))
            await project.ApplyAsync(migration);
    }
}
