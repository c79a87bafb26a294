using Lockkeeper.Failures;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Local;

public sealed class LocalClusterTests : IDisposable
{
    private readonly string _below = Directory.CreateTempSubdirectory("lk-cluster-tests-").FullName;

    public LocalClusterTests() => TestFolders.LetOthersEnter(_below);

    public void Dispose() => Directory.Delete(_below, recursive: true);

    [PostgresFact]
    public async Task Starts_a_server_that_asks_for_its_password_and_listens_on_loopback_only()
    {
        await using var cluster = await StartAsync();

        (await ScalarAsync(cluster, "show listen_addresses")).Should().Be("127.0.0.1");
        (await ScalarAsync(cluster, "select current_user")).Should().Be("supabase_admin");
        (await ScalarAsync(cluster, "show server_encoding")).Should().Be("UTF8");
        (await ScalarAsync(cluster, "show password_encryption")).Should().Be("scram-sha-256");
        (await ScalarAsync(cluster, "show server_version")).Should().StartWith($"{cluster.ServerMajor}.");
        var wrong = cluster.ConnectionFor("postgres", cluster.Superuser, "wrong");
        var login = async () => await ScalarAsync(wrong, "select 1");
        (await login.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be("28P01");
    }

    [PostgresFact]
    public async Task Leaves_no_process_and_no_file_after_disposal()
    {
        var cluster = await StartAsync();
        var pid = TestFolders.PostmasterOf(cluster.Folder);

        await cluster.DisposeAsync();

        TestFolders.IsRunning(pid).Should().BeFalse();
        Directory.EnumerateFileSystemEntries(_below).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Leaves_nothing_when_the_start_is_cancelled_half_way()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(250));

        var start = () => LocalCluster.StartAsync(new LocalClusterOptions { Below = _below }, cancel.Token);

        await start.Should().ThrowAsync<OperationCanceledException>();
        Directory.EnumerateFileSystemEntries(_below).Should().BeEmpty();
        TestFolders.ProcessesIn(_below).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Works_in_a_folder_whose_path_is_too_long_for_a_socket()
    {
        var deep = Directory.CreateDirectory(Path.Combine(_below, new string('x', 120))).FullName;

        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { Below = deep }, CancellationToken.None);

        (await ScalarAsync(cluster, "show unix_socket_directories")).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Keeps_its_folder_from_other_users()
    {
        await using var cluster = await StartAsync();

        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(cluster.Folder).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Exists(Path.Combine(cluster.Folder, "password")).Should().BeFalse("the password file is only for initdb");
        TestFolders.FilesHolding(cluster.Folder, cluster.Password).Should().BeEmpty();
    }

    [Fact]
    public async Task Says_what_to_install_when_there_is_neither_a_server_nor_a_container_runtime()
    {
        var options = new LocalClusterOptions { Below = _below, Search = new ToolSearch(_below, [], []) };

        var start = () => LocalCluster.StartAsync(options, CancellationToken.None);

        var failure = (await start.Should().ThrowAsync<DeployFailure>()).Which;
        failure.Code.Should().Be(FailureCode.LocalServer);
        failure.ExitCode.Should().Be(ExitCode.NothingChanged);
        failure.Message.Should().Contain(_below);
        failure.Next.Should().Contain("Install").And.Contain("PG_BIN");
    }

    private Task<LocalCluster> StartAsync() => LocalCluster.StartAsync(new LocalClusterOptions { Below = _below }, CancellationToken.None);

    private static Task<string> ScalarAsync(LocalCluster cluster, string sql) => ScalarAsync(cluster.ConnectionFor("postgres"), sql);

    private static async Task<string> ScalarAsync(NpgsqlConnectionStringBuilder address, string sql)
    {
        address.Pooling = false;
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return $"{await command.ExecuteScalarAsync()}";
    }
}
