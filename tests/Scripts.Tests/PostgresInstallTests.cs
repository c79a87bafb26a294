using Lockkeeper.Processes;

namespace Scripts.Tests;

/// <summary>When build.sh installs PostgreSQL. No package is ever installed here: apt-get and sudo are stand-ins.</summary>
public sealed class PostgresInstallTests : IDisposable
{
    private readonly ClosedRepository _repository = new("dotnet", "apt-get", "sudo");

    public PostgresInstallTests()
    {
        _repository.Set("LOCKKEEPER_NO_INSTALL", null);
        _repository.Set("LOCKKEEPER_PG_FOLDERS", $"{_repository.Folder.Replace(' ', '?')}/pg/*/bin");
        _repository.Set("CakePackages", "bundled");
    }

    private string[] Installs => [.. _repository.Journal.Where(line => line.StartsWith("apt-get", StringComparison.Ordinal))];

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("--target=Rehearse")]
    [InlineData("--target default")]
    [InlineData("-t test")]
    [InlineData("--target=Status")]
    [InlineData("--environment=local --target=MONITOR")]
    public async Task Installs_the_package_for_targets_that_start_a_server(string arguments)
    {
        var result = await _repository.BuildAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        result.ExitCode.Should().Be(0);
        result.StandardError.Should().Contain("installing the package postgresql");
        Installs.Should().ContainSingle().Which.Should().StartWith("apt-get as 0:".Replace("0", UserId)).And.EndWith(" install postgresql")
            .And.Contain("create_main_cluster = false", "nothing may start a server of its own on port 5432");
    }

    [Theory]
    [InlineData("--target=DeployProduction --yes")]
    [InlineData("--target=Status --environment=production")]
    [InlineData("--environment staging -t Migrate")]
    [InlineData("--target=Report")]
    [InlineData("--help")]
    [InlineData("--target=Rehearse --dryrun")]
    public async Task Installs_nothing_for_targets_that_start_no_server(string arguments)
    {
        await _repository.BuildAsync(arguments.Split(' '));

        Installs.Should().BeEmpty();
    }

    [Theory]
    [InlineData("an installed server", "mkdir -p pg/17/bin && touch pg/17/bin/initdb && chmod +x pg/17/bin/initdb", "", "")]
    [InlineData("PG_BIN", "touch initdb && chmod +x initdb", "PG_BIN", ".")]
    [InlineData("Docker", "ln -s \"$STAND_INS/docker\" tools/docker", "", "")]
    [InlineData("LOCKKEEPER_NO_INSTALL", ":", "LOCKKEEPER_NO_INSTALL", "1")]
    [InlineData("no apt-get", "rm tools/apt-get", "", "")]
    public async Task Installs_nothing_given(string reason, string preparation, string variable, string value)
    {
        _repository.Set("STAND_INS", ClosedRepository.StandIns);
        await _repository.ShellAsync(preparation);
        if (variable.Length > 0)
            _repository.Set(variable, value);

        var result = await _repository.BuildAsync("--target=Rehearse");

        result.StandardOutput.Should().Contain("program=first");
        Installs.Should().BeEmpty("there is {0}", reason);
    }

    [Fact]
    public async Task Installs_where_Docker_does_not_run()
    {
        _repository.Add("docker");
        _repository.Set("FAKE_DOCKER_EXIT", "1");

        await _repository.BuildAsync();

        Installs.Should().ContainSingle();
    }

    [Fact]
    public async Task Goes_on_after_a_failed_installation_and_a_second_try_with_fresh_lists()
    {
        _repository.Set("FAKE_APT_EXIT", "100");

        var result = await _repository.BuildAsync();

        result.StandardError.Should().Contain("the package could not be installed");
        result.StandardOutput.Should().Contain("program=first");
        Installs.Should().HaveCount(2);
        Installs[1].Should().EndWith(" update");
    }

    [Theory]
    [InlineData("0", 1)]
    [InlineData("1", 0)]
    public async Task Somebody_else_than_root_needs_sudo_without_a_password(string sudoExit, int installs)
    {
        _repository.Set("FAKE_SUDO_EXIT", sudoExit);
        await _repository.BuildAsync("--help");
        await _repository.ShellAsync("chmod -R a+rwX . && touch journal && chmod a+rw journal");

        var result = await _repository.RunAsync(_repository.Script, [], _repository.Folder, LesserUser.WhenRoot());

        result.StandardOutput.Should().Contain("program=first");
        _repository.Journal.Should().Contain("sudo -n true");
        Installs.Should().HaveCount(installs);
    }

    private static string UserId => Environment.IsPrivilegedProcess ? "0" : LoginId();

    private static string LoginId() =>
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];
}
