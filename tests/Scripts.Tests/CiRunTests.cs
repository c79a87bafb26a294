using Lockkeeper.Processes;

namespace Scripts.Tests;

/// <summary>What .ci/run lets pass. The SDK is a stand-in and the program prints the total of a test run.</summary>
public sealed class CiRunTests : IDisposable
{
    private const string Total = "12 passed, 0 failed, 3 skipped";

    private readonly ClosedRepository _repository = new("dotnet", "apt-get", "sudo");

    public CiRunTests()
    {
        foreach (var name in (string[])["git", "tee"])
            _repository.AddReal(name);
        _repository.AddReal("true", "shellcheck");
        _repository.CopyOriginal(".ci/run");
        _repository.WriteProgram(".ci/postgres17", "#!/bin/sh\necho \"$PWD/.ci/seventeen\"\n");
        _repository.WriteProgram(".ci/seventeen/postgres", "#!/bin/sh\necho 'postgres (PostgreSQL) 17.0'\n");
        _repository.Write(".ci/test-count", "12\n");
        _repository.Write(".gitignore", "/artifacts/\n");
        _repository.Write("build/Program.cs", $"a test says: 99 passed\n{Total}");
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task The_last_line_is_the_total_of_the_tests()
    {
        var result = await RunAsync();

        result.ExitCode.Should().Be(0);
        result.StandardOutput.TrimEnd().Split('\n')[^1].Should().Be(Total);
        _repository.Journal.Should().Contain(line => line.Contains("CakePackages=bundled"));
    }

    [Theory]
    [InlineData(".ci/test-count", "13\n", "fewer tests passed (12) than recorded in .ci/test-count (13)")]
    [InlineData("build/Program.cs", "no total", "the tests printed no total")]
    [InlineData("build/Program.cs", "first line\n11 passed, 1 failed, 3 skipped", "fewer tests passed (11)")]
    public async Task Fails_when_fewer_tests_passed_than_recorded(string file, string content, string reason)
    {
        _repository.Write(file, content);

        var result = await RunAsync();

        result.ExitCode.Should().Be(1);
        result.StandardError.Should().Contain(reason);
    }

    [Theory]
    [InlineData("FAKE_PUBLISH_EXIT", "build: failed")]
    [InlineData("FAKE_BUILD_EXIT", "build: failed")]
    [InlineData("FAKE_PROGRAM_EXIT", "build: failed")]
    public async Task Fails_when_a_step_fails(string variable, string reason)
    {
        _repository.Set(variable, "3");

        var result = await RunAsync();

        result.ExitCode.Should().Be(1);
        result.StandardError.Should().Contain(reason);
    }

    [Fact]
    public async Task Fails_when_the_run_leaves_a_file_among_the_sources()
    {
        _repository.Set("FAKE_LITTER", "src/generated.json");

        var result = await RunAsync();

        result.ExitCode.Should().Be(1);
        result.StandardError.Should().Contain("left its mark on the working tree").And.Contain("src/");
    }

    [Fact]
    public async Task Records_a_higher_count_when_asked_to()
    {
        _repository.Write(".ci/test-count", "5\n");

        await RunAsync("--record");

        _repository.Read(".ci/test-count").Should().Be("12\n");
    }

    private async Task<ChildResult> RunAsync(string argument = "")
    {
        await _repository.ShellAsync("cd 'the repository' && git init -q && git add . && git -c user.name=x -c user.email=x@example.org commit -qm x");
        return await _repository.ShellAsync($"'the repository/.ci/run' {argument}");
    }
}
