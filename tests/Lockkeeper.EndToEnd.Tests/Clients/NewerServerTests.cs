using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Supabase;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.EndToEnd.Tests.Clients;

/// <summary>A server of version 17 and a machine whose own client is 15.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class NewerServerTests : IAsyncLifetime
{
    // What it is told is kept, without values of variables: those are docker's environment. Then it runs what the container would.
    private const string FakeDocker = """
        echo "$*" >>"$DOCKER_LOG"
        case $1 in
        rm) exit 0 ;;
        run) [ -z "$DOCKER_DOWN" ] || { echo 'Cannot connect to the Docker daemon' >&2; exit 125; } ;;
        esac
        for last in "$@"; do :; done
        PATH=$POSTGRES_17:$PATH exec sh "$last"
        """;

    private readonly LockkeeperProgram _program = new();
    private LocalCluster? _server;

    private string DockerLog => _program.Scratch.Below("docker.log");

    public async Task InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("LOCKKEEPER_TEST_POSTGRES_17") is not { Length: > 0 } bin) return;
        _server = await LocalCluster.StartAsync(new LocalClusterOptions { Major = 17, Search = new ToolSearch(bin, [], []) }, CancellationToken.None);
        await RunAsync("create table public.kept as select generate_series(1, 100) as id");
        await RunAsync(SupabaseBaseline.PasswordSql(_server.Superuser, Secrets.Password));
        var docker = _program.Scratch.WriteScript("path/docker", FakeDocker);
        _program
            .With("PRODUCTION_DATABASE_URL", $"postgresql://{_server.Superuser}:{Uri.EscapeDataString(Secrets.Password)}@127.0.0.1:{_server.Port}/postgres?sslmode=disable&gssencmode=disable")
            .With("PATH", $"{Path.GetDirectoryName(docker)}:{Environment.GetEnvironmentVariable("PATH")}")
            .With("DOCKER_LOG", DockerLog).With("POSTGRES_17", bin).With("PG_BIN", await OlderAsync());
    }

    [Postgres17Fact]
    public async Task Is_told_which_client_is_missing_and_what_to_do_where_there_is_no_docker_either()
    {
        var run = await _program.With("DOCKER_DOWN", "1").RunAsync("--target=Backup", "--environment=production");

        run.ExitCode.Should().Be(3, run.Said);
        run.Reported("failure.code").Should().Be("toolMissing");
        run.Reported("failure.message").Should().StartWith("pg_dump is too old for the server, which is PostgreSQL 17. Found in PG_BIN")
            .And.Contain("The container postgres:17 could not be used instead");
        run.Reported("failure.next").Should().Contain("postgresql-client-17").And.Contain("PG_BIN").And.Contain("Docker");
    }

    [Postgres17Fact]
    public async Task Is_backed_up_with_the_client_of_the_image_where_docker_is_there()
    {
        var run = await _program.RunAsync("--target=Backup", "--environment=production");

        run.ExitCode.Should().Be(0, run.Said);
        run.Said.Should().Contain("of the image postgres:17 with 4 jobs");
        var folder = run.Reported("backup.path")!;
        Directory.EnumerateFiles(folder).Select(Path.GetFileName).Should().Contain(["toc.dat", "roles.sql", "manifest.json"]);
        var told = await File.ReadAllLinesAsync(DockerLog);
        told.Should().Contain(line => line.StartsWith("run ", StringComparison.Ordinal) && line.Contains("--env PGPASSWORD", StringComparison.Ordinal) && line.Contains("postgres:17 sh ", StringComparison.Ordinal));
        string.Join('\n', told).Should().NotContain(Secrets.Password);
    }

    public async Task DisposeAsync()
    {
        _program.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private static async Task<string> OlderAsync()
    {
        var search = Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } ? ToolSearch.OfThisMachine() : new ToolSearch(null, [], ToolSearch.OfThisMachine().Distribution);
        return (await InstalledProgram.AllAsync("pg_dump", search, CancellationToken.None)).First(p => p.Major < 17).Folder;
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_server!.ConnectionFor("postgres").ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
