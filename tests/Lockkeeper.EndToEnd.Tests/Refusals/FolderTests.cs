using Lockkeeper.EndToEnd.Tests.Program;

namespace Lockkeeper.EndToEnd.Tests.Refusals;

/// <summary>A migrations folder that breaks a rule is refused before any server is contacted or started.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [Fact]
    public async Task Refuses_an_empty_folder()
    {
        var run = await RunAsync(Directory.CreateDirectory(_program.Scratch.Below("migrations")).FullName);

        Refused(run);
        run.Said.Should().Contain($"{_program.Scratch.Below("migrations")}: The folder holds no .sql file.");
    }

    [Fact]
    public async Task Refuses_a_folder_that_is_not_there()
    {
        var run = await RunAsync(_program.Scratch.Below("nowhere"));

        Refused(run);
        run.Said.Should().Contain($"{_program.Scratch.Below("nowhere")} does not exist");
    }

    [Fact]
    public async Task Refuses_a_badly_named_file_by_its_name()
    {
        var folder = _program.Scratch.CopyMigrations();
        _program.Scratch.Write("migrations/add-index.sql", "select 1;");

        var run = await RunAsync(folder);

        Refused(run);
        run.Said.Should().Contain("add-index.sql");
    }

    [Fact]
    public async Task Refuses_two_files_of_one_version_by_both_names()
    {
        var folder = _program.Scratch.CopyMigrations();
        _program.Scratch.Write("migrations/20250101000000_other.sql", "select 1;");

        var run = await RunAsync(folder);

        Refused(run);
        run.Said.Should().Contain(
            "20250101000000_drop_public_users_tables.sql, 20250101000000_other.sql: 2 files have the version 20250101000000.");
    }

    [Fact]
    public async Task Tells_github_in_its_own_words()
    {
        var page = _program.Scratch.Write("step-summary.md", "# Before\n");
        _program.With("GITHUB_ACTIONS", "true").With("GITHUB_STEP_SUMMARY", page);

        var run = await RunAsync(_program.Scratch.Below("nowhere"));

        Refused(run);
        run.Output.Should().Contain("::error title=Deployment to local::The migrations folder");
        (await File.ReadAllTextAsync(page)).Should().StartWith("# Before\n")
            .And.Contain(await File.ReadAllTextAsync(Path.Combine(run.Latest, "summary.md")));
    }

    public void Dispose() => _program.Dispose();

    private Task<ProgramResult> RunAsync(string folder) => _program.RunAsync($"--migrations={folder}");

    private void Refused(ProgramResult run)
    {
        run.ExitCode.Should().Be(3, run.Said);
        run.Reported("outcome").Should().Be("refused");
        run.Reported("failure.code").Should().Be("migrationFolder");
        run.Said.Should().NotContain("starting a throwaway");
        Directory.EnumerateFileSystemEntries(_program.Temporary).Should().BeEmpty();
    }
}
