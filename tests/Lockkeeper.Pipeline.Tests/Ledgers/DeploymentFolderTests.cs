using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Ledgers;

namespace Lockkeeper.Pipeline.Tests.Ledgers;

public sealed class DeploymentFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    [Fact]
    public void Is_named_after_moment_environment_and_chance()
    {
        var first = Create("production");
        var second = Create("production");

        first.Id.Should().MatchRegex("^20261122T101500Z-production-[0-9a-f]{6}$");
        second.Id.Should().NotBe(first.Id);
        first.Path.Should().Be(_temporary.File($"deployments/{first.Id}"));
    }

    [Fact]
    public void Makes_a_file_name_of_any_environment_name() =>
        Create("../weiß blau").Id.Should().MatchRegex("^20261122T101500Z----wei--blau-[0-9a-f]{6}$");

    [Fact]
    public void Belongs_to_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
            return;

        var folder = DeploymentFolder.Create(_temporary.File("new/artifacts"), "local", new FixedTime());

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var path in new[] { folder.Path, _temporary.File("new/artifacts/deployments"), _temporary.File("new/artifacts") })
            File.GetUnixFileMode(path).Should().Be(owner, path);
    }

    [Fact]
    public void Latest_names_the_newest()
    {
        Create("staging");
        var newest = Create("production");

        DeploymentFolder.Open(_temporary.Path, id: null).Should().Be(newest);
        if (!OperatingSystem.IsWindows())
            new FileInfo(_temporary.File("deployments/latest")).LinkTarget.Should().Be(newest.Id, "a relative link survives moving the artifacts");
        Directory.GetFileSystemEntries(_temporary.File("deployments")).Should().HaveCount(3, "no temporary link is left");
    }

    [Fact]
    public void Latest_leads_to_the_files_of_the_newest()
    {
        if (OperatingSystem.IsWindows())
            return;

        File.WriteAllText(Create("production").File("report.json"), "{}");

        File.ReadAllText(_temporary.File("deployments/latest/report.json")).Should().Be("{}");
    }

    [Fact]
    public void Latest_may_be_a_text_file_where_there_are_no_links()
    {
        var folder = Create("production");
        File.Delete(_temporary.File("deployments/latest"));
        File.WriteAllText(_temporary.File("deployments/latest"), $"{folder.Id}\n");

        DeploymentFolder.Open(_temporary.Path, id: null).Should().Be(folder);
        var next = Create("production");
        DeploymentFolder.Open(_temporary.Path, id: null).Should().Be(next);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("20261122T101500Z-production-000000")]
    [InlineData("../deployments")]
    [InlineData("..")]
    [InlineData(".")]
    public void Refuses_to_open_what_is_not_there_or_not_a_deployment(string? id)
    {
        Directory.CreateDirectory(_temporary.File("deployments"));

        var act = () => DeploymentFolder.Open(_temporary.Path, id);

        act.Should().Throw<DeployFailure>().Which.ExitCode.Should().Be(ExitCode.Refused);
    }

    [Fact]
    public void Says_what_to_do_when_the_artifacts_folder_cannot_be_written()
    {
        File.WriteAllText(_temporary.File("taken"), "a file where the folder should be");

        var act = () => DeploymentFolder.Create(_temporary.File("taken"), "local", new FixedTime());

        var failure = act.Should().Throw<DeployFailure>().Which;
        failure.State.Should().Be(FailureState.NothingChanged);
        failure.Next.Should().Contain("--artifacts=DIR");
    }

    public void Dispose() => _temporary.Dispose();

    private DeploymentFolder Create(string environment) => DeploymentFolder.Create(_temporary.Path, environment, new FixedTime());
}
