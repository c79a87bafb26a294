using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Local;

/// <summary>The way through containers. The server is a real one; only what starts it is a stand-in, for no image can be pulled everywhere.</summary>
public sealed class ContainerTests : IAsyncLifetime
{
    private readonly string _below = Directory.CreateTempSubdirectory("lk-container-tests-").FullName;
    private readonly List<string> _removed = [];
    private ContainerRequest? _request;
    private LocalCluster? _inside;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_inside is not null)
            await _inside.DisposeAsync();
        Directory.Delete(_below, recursive: true);
    }

    [PostgresFact]
    public async Task Runs_a_container_where_no_server_is_installed_and_removes_it()
    {
        var cluster = await LocalCluster.StartAsync(Options() with { Major = 16 }, CancellationToken.None);

        await using (var connection = new NpgsqlConnection(cluster.ConnectionFor("postgres").ConnectionString + ";Pooling=false"))
            await connection.OpenAsync();
        _request!.Image.Should().Be("postgres:16");
        _request.Environment.Should().Contain("POSTGRES_PASSWORD", cluster.Password).And.Contain("POSTGRES_USER", "supabase_admin");
        _request.Arguments.Should().Contain("fsync=off").And.NotContain(a => a.Contains(cluster.Password, StringComparison.Ordinal));
        await cluster.DisposeAsync();

        _removed.Should().Equal(_request.Name);
        Directory.EnumerateFileSystemEntries(_below).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task The_container_of_a_dead_owner_is_removed_by_the_next_start()
    {
        var dead = await LocalCluster.StartAsync(Options(), CancellationToken.None);
        var name = _request!.Name;
        var owner = Path.Combine(dead.Folder, "owner.json");
        await File.WriteAllTextAsync(owner, (await File.ReadAllTextAsync(owner)).Replace("\"Started\":\"", "\"Started\":\"0", StringComparison.Ordinal));

        var next = await LocalCluster.StartAsync(Options(), CancellationToken.None);

        _removed.Should().Equal(name);
        Directory.EnumerateDirectories(_below).Should().Equal(next.Folder);
        await next.DisposeAsync();
    }

    [Fact]
    public async Task Leaves_nothing_when_the_container_cannot_be_started()
    {
        var options = Options() with
        {
            Containers = new ContainerRuntime((_, _) => throw new InvalidOperationException("no daemon"), RemoveAsync),
        };

        await FluentActions.Awaiting(() => LocalCluster.StartAsync(options, CancellationToken.None)).Should().ThrowAsync<InvalidOperationException>();

        _removed.Should().ContainSingle();
        Directory.EnumerateFileSystemEntries(_below).Should().BeEmpty();
    }

    private LocalClusterOptions Options() =>
        new() { Below = _below, Search = new ToolSearch(_below, [], []), Containers = new ContainerRuntime(StartAsync, RemoveAsync) };

    private async Task<RunningContainer> StartAsync(ContainerRequest request, CancellationToken token)
    {
        _request = request;
        _inside ??= await LocalCluster.StartAsync(new LocalClusterOptions { Superuser = request.Environment["POSTGRES_USER"] }, token);
        await using var connection = new NpgsqlConnection(_inside.ConnectionFor("postgres").ConnectionString + ";Pooling=true");
        await connection.OpenAsync(token);
        await using var command = new NpgsqlCommand($"alter role supabase_admin password '{request.Environment["POSTGRES_PASSWORD"]}'", connection);
        await command.ExecuteNonQueryAsync(token);
        return new RunningContainer(_inside.Host, _inside.Port);
    }

    private Task RemoveAsync(string name, CancellationToken token)
    {
        _removed.Add(name);
        return Task.CompletedTask;
    }
}
