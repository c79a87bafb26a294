using System.Runtime.Versioning;

namespace Cake.Tests;

/// <summary>A shell script that writes down its arguments takes docker's place on PATH.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DockerTests : IDisposable
{
    private const string Recorder = """
        #!/bin/sh
        for argument in "$@"; do printf '%s\n' "$argument" >> "$DOCKER_RECORD"; done
        printf 'POSTGRES_PASSWORD: %s\n---\n' "$POSTGRES_PASSWORD" >> "$DOCKER_RECORD"
        echo 4a5b6c
        echo second line
        exit "${DOCKER_EXIT:-0}"

        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cake-docker-");

    private string Record => Path.Combine(folder.FullName, "record");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Each_command_reaches_docker_with_exactly_these_arguments()
    {
        var run = await RunAsync("Containers", exitCode: 0);

        run.ExitCode.Should().Be(0, run.Error);
        run.Marks.Should().Contain("id 4a5b6c");
        (await CallsAsync()).Should().BeEquivalentTo(
            new string[][]
            {
                ["run", "--detach", "--env", "POSTGRES_PASSWORD", "--env", "PGDATA=/var/lib/gate one", "--health-retries", "3",
                    "--name", "gate one", "--publish", "127.0.0.1::5432", "postgres:17", "postgres", "-c", "fsync=off"],
                ["run", "alpine"],
                ["exec", "--user", "postgres", "gate", "psql", "-c", "SELECT 1"],
                ["pull", "--platform", "linux/amd64", "postgres:17"],
                ["image", "build", "--no-cache", "--tag", "gate:1", "--tag", "gate:latest", "a folder"],
                ["tag", "gate:1", "example.org/gate:1"],
                ["stop", "--time", "0", "gate", "other"],
                ["rm", "--force", "--volumes", "gate"],
                ["compose", "--file", "a.yaml", "--file", "b.yaml", "--project-name", "gate", "up", "--detach", "--wait-timeout", "30",
                    "database"],
                ["compose", "--file", "a.yaml", "--file", "b.yaml", "--project-name", "gate", "down", "--volumes"],
            },
            options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task A_secret_travels_by_environment_and_to_one_call_only()
    {
        await RunAsync("Containers", exitCode: 0);

        var record = await File.ReadAllTextAsync(Record);
        record.Split("POSTGRES_PASSWORD: by environment").Should().HaveCount(2);
    }

    [Fact]
    public async Task A_failing_docker_fails_the_task_and_says_the_exit_code()
    {
        var run = await RunAsync("StopsNothing", exitCode: 17);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("Docker").And.Contain("17");
        (await CallsAsync()).Should().ContainSingle().Which.Should().Equal("stop", "no-such-container");
    }

    [Fact]
    public async Task A_missing_docker_fails_the_task_by_name()
    {
        // Only what starts dotnet itself stays on PATH.
        var run = await SampleProgram.RunWithAsync(
            new(StringComparer.Ordinal) { ["PATH"] = Path.GetDirectoryName(Environment.ProcessPath)! }, "-t", "StopsNothing");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("Docker: Could not locate executable");
    }

    private async Task<SampleProgram> RunAsync(string target, int exitCode)
    {
        var docker = Path.Combine(folder.FullName, "docker");
        await File.WriteAllTextAsync(docker, Recorder);
        File.SetUnixFileMode(docker, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return await SampleProgram.RunWithAsync(
            new(StringComparer.Ordinal)
            {
                ["PATH"] = folder.FullName + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
                ["DOCKER_RECORD"] = Record,
                ["DOCKER_EXIT"] = $"{exitCode}",
            },
            "-t",
            target);
    }

    private async Task<IEnumerable<string[]>> CallsAsync() =>
        from call in (await File.ReadAllTextAsync(Record)).Split("---\n", StringSplitOptions.RemoveEmptyEntries)
        select call.Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1];
}
