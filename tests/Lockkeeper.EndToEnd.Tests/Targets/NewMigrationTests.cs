using System.Text.Json.Nodes;
using Lockkeeper.EndToEnd.Tests.Program;

namespace Lockkeeper.EndToEnd.Tests.Targets;

/// <summary>NewMigration: the next file.</summary>
public sealed class NewMigrationTests : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [Fact]
    public async Task Prints_the_path_of_a_file_that_comes_after_all_others()
    {
        var folder = _program.Scratch.CopyMigrations();

        var run = await _program.RunAsync("--target=NewMigration", "--name=add users index", $"--migrations={folder}");

        run.ExitCode.Should().Be(0, run.Said);
        var path = Directory.GetFiles(folder).Max(StringComparer.Ordinal)!;
        Path.GetFileName(path).Should().MatchRegex("^20[0-9]{12}_add_users_index.sql$");
        run.Output.Should().Contain(path);
    }

    [Fact]
    public async Task Is_one_json_document_with_json()
    {
        var folder = _program.Scratch.CopyMigrations();

        var run = await _program.RunAsync("--target=NewMigration", "--name=x", $"--migrations={folder}", "--json");

        var made = JsonNode.Parse(run.Output)!;
        File.Exists(made["path"]!.ToString()).Should().BeTrue(run.Said);
        made["path"]!.ToString().Should().Contain(made["version"]!.ToString());
    }

    [Theory]
    [InlineData("--name= ")]
    [InlineData("--name=?!")]
    public async Task Refuses_a_name_of_which_nothing_is_left(string name)
    {
        var folder = _program.Scratch.CopyMigrations();

        var run = await _program.RunAsync("--target=NewMigration", name, $"--migrations={folder}");

        run.ExitCode.Should().Be(2, run.Said);
        run.Said.Should().Contain("--name");
        Directory.GetFiles(folder).Should().HaveCount(27);
    }

    public void Dispose() => _program.Dispose();
}
