using Lockkeeper.Postgres.Local;
using Xunit;

namespace Lockkeeper.Testing;

/// <summary>
/// A real server for tests: one for the whole assembly, however many classes and collections use this as their fixture. It is
/// started by the first and removed with the last.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static readonly Dictionary<string, Task> Templates = new(StringComparer.Ordinal);
    private static LocalCluster? _shared;
    private static int _users;

    /// <summary>The shared server; the class may change roles and settings only if it does not disturb others.</summary>
    public LocalCluster Cluster => _shared ?? throw new InvalidOperationException(Postgres.Missing);

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        await Gate.WaitAsync();
        try
        {
            _users++;
            // Where tests are going to be skipped, nothing is started; their attribute says why.
            if (_shared is null && Postgres.SkipReason is null)
                _shared = await LocalCluster.StartAsync(new LocalClusterOptions(), CancellationToken.None);
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        await Gate.WaitAsync();
        try
        {
            if (--_users > 0 || _shared is null)
                return;
            await _shared.DisposeAsync();
            _shared = null;
            Templates.Clear();
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>A new, empty database (or a copy of a template), dropped when disposed.</summary>
    public Task<TestDatabase> CreateDatabaseAsync(string template = "template0") => TestDatabase.CreateAsync(Cluster, template);

    /// <summary>A copy of a database that is prepared once under this name: the way to start many tests from the same schema.</summary>
    /// <param name="name">What the template is called; the same name must always mean the same preparation.</param>
    /// <param name="prepare">Fills the template; it must close its connections.</param>
    public async Task<TestDatabase> CreateDatabaseAsync(string name, Func<TestDatabase, Task> prepare)
    {
        Task prepared;
        lock (Templates)
        {
            if (!Templates.TryGetValue(name, out prepared!))
                Templates.Add(name, prepared = PrepareAsync(name, prepare));
        }
        await prepared;
        return await CreateDatabaseAsync(name);
    }

    private async Task PrepareAsync(string name, Func<TestDatabase, Task> prepare) =>
        await prepare(await TestDatabase.CreateAsync(Cluster, "template0", name));
}
