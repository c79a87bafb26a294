namespace Scripts.Tests;

/// <summary>What build.sh does where no .NET SDK is that global.json accepts. The downloads are stand-ins.</summary>
public sealed class SdkInstallTests : IDisposable
{
    private readonly ClosedRepository _repository = new("curl");

    public SdkInstallTests()
    {
        _repository.Set("LOCKKEEPER_NO_INSTALL", null);
        _repository.Set("FAKE_DOWNLOAD", Path.Combine(ClosedRepository.StandIns, "dotnet-install.sh"));
    }

    private string Own => Path.Combine(_repository.Root, "artifacts", "dotnet-sdk");

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Installs_the_missing_SDK_says_so_and_uses_it()
    {
        var result = await _repository.BuildAsync("--target=Pack");

        result.ExitCode.Should().Be(0);
        result.StandardError.Should().Contain($"installing 10.0.100 into {Own}\n");
        result.StandardOutput.Should().Contain($"dotnet={Own}/dotnet root={Own}");
        _repository.Journal.Should().Contain($"install --jsonfile {_repository.Root}/global.json --install-dir {Own} --no-path");
    }

    [Fact]
    public async Task Downloads_once_and_runs_the_program_with_the_same_SDK_later()
    {
        await _repository.BuildAsync("--target=Pack");
        var later = await _repository.BuildAsync("--target=Pack");
        _repository.Write("build/Program.cs", "second");
        await _repository.BuildAsync("--target=Pack");

        later.StandardOutput.Should().Contain($"dotnet={Own}/dotnet root={Own}");
        _repository.Journal.Where(line => line.StartsWith("curl", StringComparison.Ordinal)).Should().ContainSingle();
    }

    [Fact]
    public async Task An_SDK_that_global_json_does_not_accept_counts_as_missing()
    {
        _repository.Remove("curl");
        _repository.Add("dotnet");
        _repository.Set("FAKE_VERSION_EXIT", "145");

        var result = await _repository.BuildAsync("--target=Pack");

        result.ExitCode.Should().Be(1);
        result.StandardError.Should().Contain("no .NET SDK that global.json accepts").And.Contain("neither curl nor wget");
        _repository.Builds.Should().Be(0);
    }

    [Fact]
    public async Task Uses_wget_where_there_is_no_curl_and_honours_DOTNET_INSTALL_DIR()
    {
        _repository.Remove("curl");
        _repository.Add("wget");
        var chosen = Path.Combine(_repository.Folder, "chosen");
        _repository.Set("DOTNET_INSTALL_DIR", chosen);

        var result = await _repository.BuildAsync("--target=Pack");

        result.StandardOutput.Should().Contain($"dotnet={chosen}/dotnet root={chosen}");
        _repository.Journal[0].Should().StartWith("wget ");
    }

    [Theory]
    [InlineData("FAKE_DOWNLOAD", null, "could not download https://dot.net/v1/dotnet-install.sh")]
    [InlineData("FAKE_DOWNLOAD", "/etc/passwd", "could not download https://dot.net/v1/dotnet-install.sh")]
    [InlineData("FAKE_INSTALL_FAILS", "1", "no space left on device")]
    [InlineData("LOCKKEEPER_NO_INSTALL", "1", "LOCKKEEPER_NO_INSTALL is set")]
    public async Task Says_what_to_install_by_hand_when_it_cannot(string variable, string? value, string reason)
    {
        _repository.Set(variable, value);

        var result = await _repository.BuildAsync("--target=Pack");

        result.ExitCode.Should().Be(1);
        result.StandardOutput.Should().BeEmpty();
        result.StandardError.Should().Contain(reason).And.Contain("install the .NET SDK 10.0.100 (https://dotnet.microsoft.com/download)");
    }
}
