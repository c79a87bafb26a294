using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.NewMigration;
using Lockkeeper.Pipeline.Tests.Ledgers;
using Lockkeeper.Pipeline.Tests.Options;

namespace Lockkeeper.Pipeline.Tests.NewMigration;

public sealed class NewMigrationTests : IDisposable
{
    private readonly OptionsScene _scene = new();

    public NewMigrationTests() => Directory.CreateDirectory(Folder);

    private string Folder => Path.Combine(_scene.Root, "migrations");

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("add users index", "add_users_index")]
    [InlineData("  Add: Users' INDEX (2) ", "add_users_index_2")]
    [InlineData("../../etc/passwd", "etc_passwd")]
    [InlineData("caf\u00e9 au lait", "caf_au_lait")]
    [InlineData("a__b\nc", "a_b_c")]
    public void Names_the_file_by_the_time_and_what_is_left_of_the_words(string name, string slug)
    {
        var made = Make(name);

        made.Path.Should().Be(Path.Combine(Folder, $"20261122101500_{slug}.sql"));
        made.Version.Should().Be("20261122101500");
        File.Exists(made.Path).Should().BeTrue();
    }

    [Theory]
    [InlineData("20261122101500", "20261122101501")]
    [InlineData("20261231235959", "20270101000000")]
    [InlineData("20269999999998", "20269999999999")]
    [InlineData("20240101000000", "20261122101500")]
    public void Comes_after_every_existing_version(string newest, string version)
    {
        File.WriteAllText(Path.Combine(Folder, $"{newest}_there.sql"), "select 1;");

        Make("next").Version.Should().Be(version);
    }

    [Fact]
    public void Never_overwrites_a_file()
    {
        var first = Make("same");
        File.WriteAllText(first.Path, "select 1;");

        Make("same").Path.Should().NotBe(first.Path);

        File.ReadAllText(first.Path).Should().Be("select 1;");
    }

    [Fact]
    public void Refuses_when_no_version_is_left()
    {
        File.WriteAllText(Path.Combine(Folder, "99999999999999_end.sql"), "select 1;");

        Failure("next").Should().Match<DeployFailure>(f => f.ExitCode == ExitCode.Refused && f.Code == FailureCode.MigrationFolder);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("!?")]
    [InlineData("\u7528\u6237")]
    public void Refuses_a_name_of_which_nothing_is_left(string? name)
    {
        Failure(name).ExitCode.Should().Be(ExitCode.BadConfiguration);
        Directory.EnumerateFiles(Folder).Should().BeEmpty();
    }

    [Fact]
    public void Refuses_an_empty_name() => _scene.Argument("name", "").Problem("NewMigration").Where.Should().Be("--name");

    [Fact]
    public void Refuses_a_name_that_is_too_long() => Failure(new string('a', 101)).Problems[0].What.Should().Contain("100");

    [Fact]
    public void Refuses_a_folder_that_is_not_there()
    {
        Directory.Delete(Folder);

        Failure("next").ExitCode.Should().Be(ExitCode.Refused);
    }

    [Fact]
    public void The_template_declares_nothing_and_holds_no_statement_until_it_is_filled_in()
    {
        var made = Make("next");

        var (migration, _) = MigrationFile.Read(new MigrationSource(Path.GetFileName(made.Path), File.ReadAllBytes(made.Path)));

        migration!.Problems.Should().ContainSingle().Which.What.Should().Be("The file holds no statement.");
        migration.Header.Should().BeEquivalentTo(ContractHeader.Empty);
    }

    [Fact]
    public void The_template_shows_declarations_that_are_right_without_the_inner_dashes()
    {
        var text = File.ReadAllText(Make("next").Path).Replace("-- -- ", "-- ", StringComparison.Ordinal);

        var (header, problems) = ContractHeader.Parse(text + "select 1;");

        problems.Should().BeEmpty();
        header.Removes.Select(d => d.Object).Should().Equal("table public.example", "function public.example(integer, text)");
        header.Alters.Should().ContainSingle();
        header.LosesData.Should().ContainSingle().Which.Object.Should().Be("public.example");
    }

    private MadeMigration Make(string? name)
    {
        if (name is not null) _scene.Argument("name", name);
        return MigrationFileMaker.Make(_scene.Resolve("NewMigration"), new FixedTime());
    }

    private DeployFailure Failure(string? name) => FluentActions.Invoking(() => Make(name)).Should().ThrowExactly<DeployFailure>().Which;
}
