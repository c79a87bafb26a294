namespace Scripts.Tests;

/// <summary>What reaches the program through build.sh, and what comes back, with the real SDK.</summary>
public sealed class ProgramTests(TinyProgram repository) : IClassFixture<TinyProgram>
{
    [Fact]
    public async Task Arguments_arrive_as_they_were_given()
    {
        string[] arguments = ["--target=Plan", "two words", "", "*", "a=\"b\"", "it's", "$HOME", "\\", "line\nbreak", "-t", "ümlaut"];

        var result = await repository.BuildAsync(arguments);

        result.StandardOutput.Should().StartWith(string.Concat(arguments.Select(argument => $"argument=[{argument}]\n")));
    }

    [Fact]
    public async Task The_caller_keeps_its_folder_and_the_program_learns_the_repository()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(repository.Folder, "else where")).FullName;

        var result = await repository.RunAsync("bash", ["../the repository/build.sh"], elsewhere);

        result.StandardOutput.Should().Be($"folder={elsewhere}\nroot={repository.Root}\n");
    }

    [Fact]
    public async Task Symbolic_links_lead_to_the_repository()
    {
        var result = await repository.ShellAsync(
            """
            mkdir -p links && ln -sfn '../the repository/build.sh' links/inner && ln -sfn links/inner outer && ln -sfn "$PWD/the repository" folder
            ./outer; cd links && bash inner; ../folder/build.sh; PATH=$PWD:$PATH; inner
            """);

        result.StandardOutput.Split('\n').Where(line => line.StartsWith("root=", StringComparison.Ordinal))
            .Should().HaveCount(4).And.OnlyContain(line => line == $"root={repository.Root}");
    }

    [Fact]
    public async Task The_exit_code_is_the_programs_own() =>
        (await repository.BuildAsync("exit", "6")).ExitCode.Should().Be(6);

    [Theory]
    [InlineData("TERM", "$!", 143)]
    [InlineData("INT", "$!", 130)]
    [InlineData("INT", "-$!", 130)]
    public async Task Signals_reach_the_program_and_its_exit_code_comes_back(string signal, string receiver, int code)
    {
        // Job control, as an interactive shell has it: without, a background job ignores SIGINT.
        var result = await repository.ShellAsync(
            $"""
            set -m; rm -f output
            "$0" wait >output & until grep -qs ready output; do sleep 0.05; done
            kill -{signal} -- {receiver}; wait $!; echo code=$?; cat output
            """);

        result.StandardOutput.Should().StartWith($"code={code}\n").And.EndWith("cleaned up\n");
    }

    [Fact]
    public async Task A_build_that_fails_shows_the_compilers_words_and_leaves_the_old_program()
    {
        await repository.BuildAsync();
        repository.Write("build/Program.cs", "return misspelt;");

        var failed = await repository.BuildAsync();
        var old = await repository.RunAsync("dotnet", ["artifacts/lockkeeper/Build.dll"], repository.Root);
        repository.Write("build/Program.cs", TinyProgram.Source.Replace("return 0;", "return args is [\"repaired\"] ? 42 : 0;"));
        var repaired = await repository.BuildAsync("repaired");

        failed.ExitCode.Should().Be(1);
        failed.StandardOutput.Should().BeEmpty();
        failed.StandardError.Should().Contain("Program.cs(1,8): error CS0103").And.Contain("the build failed");
        old.StandardOutput.Should().StartWith("folder=");
        repaired.ExitCode.Should().Be(42, "the next build has the edit");
    }
}
