namespace Lockkeeper.Processes.Tests;

public sealed class ProgramsTests
{
    [Fact]
    public void Finds_a_program_on_PATH_with_its_full_path()
    {
        var found = Programs.Find("sh");

        found.Should().EndWith("/sh");
        Path.IsPathFullyQualified(found!).Should().BeTrue();
    }

    [Fact]
    public void Finds_nothing_where_there_is_nothing() => Programs.Find("no-such-program-anywhere").Should().BeNull();

    [Fact]
    public void Does_not_take_a_file_that_may_not_be_run()
    {
        var folder = Directory.CreateTempSubdirectory("lk-programs-");
        var file = Path.Combine(folder.FullName, "tool");
        File.WriteAllText(file, "#!/bin/sh\n");

        Programs.Find(file).Should().BeNull();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Programs.Find(file).Should().Be(file);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task As_root_a_command_runs_as_a_user_without_rights()
    {
        var user = LesserUser.WhenRoot();
        var result = await ChildProcess.RunAsync(Shell.Line("id -u; echo \"$1\"", "a b $x").AsUser(user), CancellationToken.None);

        var expected = user is null ? null : $"{user.UserId}\na b $x\n";
        result.StandardOutput.Should().Be(expected ?? result.StandardOutput).And.NotStartWith("0\n");
        Environment.IsPrivilegedProcess.Should().Be(user is not null);
    }
}
