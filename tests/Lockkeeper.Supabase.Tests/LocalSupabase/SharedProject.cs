using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase;

/// <summary>One project for all tests of a class, which do not mind what the others leave: the baseline and the local services.</summary>
public class SharedProject(PostgresFixture server) : IAsyncLifetime
{
    private LocalProject? _project;

    internal LocalProject Project => _project!;

    /// <summary>What the superuser adds before the services start.</summary>
    protected virtual string? Sql => null;

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        // Where tests are going to be skipped, nothing is started; their attribute says why.
        if (Testing.Postgres.SkipReason is null) _project = await LocalProject.StartAsync(server, migrations: 0, schemas: ["public"], Sql);
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        if (_project is not null) await _project.DisposeAsync();
    }
}
