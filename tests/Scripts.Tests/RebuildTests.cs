namespace Scripts.Tests;

/// <summary>When build.sh builds, and when it does not. A stand-in for the SDK makes builds short and counts them.</summary>
public sealed class RebuildTests : IDisposable
{
    private readonly ClosedRepository _repository = new("dotnet");

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Builds_once_when_nothing_changes()
    {
        await _repository.BuildAsync();
        var second = await _repository.BuildAsync();

        second.StandardOutput.Should().Contain("program=first");
        second.StandardError.Should().BeEmpty();
        _repository.Builds.Should().Be(1);
    }

    [Theory]
    [InlineData("an edit", "echo second >'the repository/build/Program.cs'")]
    [InlineData("a new file in a new folder", "mkdir 'the repository/src/new' && touch 'the repository/src/new/Name with blanks.cs'")]
    [InlineData("a deletion", "rm 'the repository/src/Old.cs'")]
    [InlineData("another name", "mv 'the repository/src/Old.cs' 'the repository/src/New.cs'")]
    [InlineData("a file moved in with an old date", "touch -d 2001-01-01 Old.cs && mv Old.cs 'the repository/src/Old.cs'")]
    [InlineData("a new props file", "touch 'the repository/Directory.Packages.props'")]
    [InlineData("another SDK", "touch 'the repository/global.json'")]
    [InlineData("a program that is gone", "rm 'the repository'/artifacts/lockkeeper.d/*/Build.dll")]
    public async Task Builds_again_after(string change, string commands)
    {
        _repository.Write("src/Old.cs", "old");
        await _repository.BuildAsync();

        await _repository.ShellAsync(commands);
        await _repository.BuildAsync();
        await _repository.BuildAsync();

        _repository.Builds.Should().Be(2, "it builds once more after {0}, and only once", change);
    }

    [Fact]
    public async Task Does_not_build_for_hidden_files_and_build_output()
    {
        await _repository.BuildAsync();

        await _repository.ShellAsync("cd 'the repository' && mkdir src/bin src/obj && touch src/obj/x src/bin/x src/.Program.cs.swp README.md");
        await _repository.BuildAsync();

        _repository.Builds.Should().Be(1);
    }

    [Fact]
    public async Task Builds_again_when_a_file_was_edited_during_the_build()
    {
        _repository.Set("FAKE_PUBLISH_SECONDS", "1");
        await _repository.ShellAsync("\"$0\" & until grep -qs publish journal; do sleep 0.05; done; echo >'the repository/src/Late.cs'; wait");
        _repository.Set("FAKE_PUBLISH_SECONDS", null);

        await _repository.BuildAsync();

        _repository.Builds.Should().Be(2);
    }

    [Fact]
    public async Task Tries_again_after_a_build_that_failed()
    {
        _repository.Set("FAKE_PUBLISH_EXIT", "1");
        var failed = await _repository.BuildAsync();
        await _repository.BuildAsync();

        failed.ExitCode.Should().Be(1);
        failed.StandardError.Should().Contain("error: misspelt");
        _repository.Builds.Should().Be(2);
    }

    [Fact]
    public async Task Asks_NuGet_for_Cake_once_and_remembers_the_answer()
    {
        await _repository.BuildAsync();
        _repository.Write("build/Program.cs", "second");
        await _repository.BuildAsync();

        _repository.Journal.Where(line => line.StartsWith("restore", StringComparison.Ordinal)).Should().ContainSingle();
        _repository.Journal.Where(line => line.StartsWith("publish", StringComparison.Ordinal))
            .Should().HaveCount(2).And.OnlyContain(line => line.Contains("-p:CakePackages=bundled"));
    }

    [Fact]
    public async Task Builds_again_when_CakePackages_asks_for_other_packages()
    {
        _repository.Set("CakePackages", "bundled");
        await _repository.BuildAsync();
        _repository.Set("CakePackages", "nuget");
        await _repository.BuildAsync();

        _repository.Journal.Should().HaveCount(2);
        _repository.Journal[1].Should().Contain("-p:CakePackages=nuget");
    }

    [Fact]
    public async Task Two_at_once_build_once_and_both_run()
    {
        _repository.Set("FAKE_PUBLISH_SECONDS", "1");

        var result = await _repository.ShellAsync("\"$0\" & \"$0\" & wait");

        _repository.Builds.Should().Be(1);
        result.StandardOutput.Split("program=first").Should().HaveCount(3);
        result.StandardError.Should().Contain("another build is running");
    }

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("TERM", 143)]
    public async Task A_build_that_is_killed_leaves_the_old_program_whole(string signal, int code)
    {
        await _repository.BuildAsync();
        _repository.Write("build/Program.cs", "second");
        _repository.Set("FAKE_PUBLISH_SECONDS", "3");

        var killed = await _repository.ShellAsync(
            $"\"$0\" & until [ \"$(grep -c publish journal)\" = 2 ]; do sleep 0.05; done; kill -{signal} $!; wait $!; echo code=$?");
        _repository.Set("FAKE_PUBLISH_SECONDS", null);

        killed.StandardOutput.Should().Contain($"code={code}").And.NotContain("program=");
        _repository.Read("artifacts/lockkeeper/Build.dll").Should().Be("first");
        (await _repository.BuildAsync()).StandardOutput.Should().Contain("program=second");
    }

    [Fact]
    public async Task A_running_program_keeps_its_files_until_it_has_ended()
    {
        var running = await _repository.ShellAsync(
            """
            "$0" linger >/dev/null 2>&1 & pid=$!
            until grep -qs publish journal && [ -e 'the repository/artifacts/lockkeeper/Build.dll' ]; do sleep 0.05; done
            sleep 0.3
            old=$(readlink 'the repository/artifacts/lockkeeper')
            for n in 2 3; do echo $n >'the repository/build/Program.cs'; "$0" >/dev/null 2>&1; done
            [ -e "the repository/artifacts/$old/Build.dll" ] && echo kept
            kill $pid
            for n in 4 5; do echo $n >'the repository/build/Program.cs'; "$0" >/dev/null 2>&1; done
            [ -e "the repository/artifacts/$old" ] || echo removed
            """);

        running.StandardOutput.Should().Be("kept\nremoved\n");
    }
}
