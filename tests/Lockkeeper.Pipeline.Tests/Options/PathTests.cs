namespace Lockkeeper.Pipeline.Tests.Options;

public sealed class PathTests : IDisposable
{
    private readonly OptionsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void On_the_command_line_they_begin_where_the_command_was_typed()
    {
        _scene.CurrentFolder = Path.Combine(_scene.Root, "deep");

        _scene.Argument("migrations", "../sql").Resolve().MigrationsFolder.Should().Be(Path.Combine(_scene.Root, "sql"));
    }

    [Fact]
    public void In_the_file_they_begin_at_the_files_folder()
    {
        Directory.CreateDirectory(Path.Combine(_scene.Root, "conf"));
        _scene.Yaml("migrations: sql\nbackup: { directory: ../safe }", "conf/other.yaml").Argument("config", "conf/other.yaml");

        var options = _scene.Resolve();

        options.ConfigFile.Should().Be(Path.Combine(_scene.Root, "conf", "other.yaml"));
        options.MigrationsFolder.Should().Be(Path.Combine(_scene.Root, "conf", "sql"));
        options.Backup.Directory.Should().Be(Path.Combine(_scene.Root, "safe"));
        options.ArtifactsFolder.Should().Be(Path.Combine(_scene.Root, "artifacts"));
    }

    [Fact]
    public void A_configuration_file_that_was_asked_for_must_exist() =>
        _scene.Argument("config", "nowhere.yaml").Problem().ToString().Should().StartWith("--config: there is no file nowhere.yaml.");

    [Fact]
    public void The_seed_is_found_beside_the_migrations()
    {
        var seed = Path.Combine(Directory.CreateDirectory(Path.Combine(_scene.Root, "sql", "local")).FullName, "seed.sql");
        File.WriteAllText(seed, "select 1;");

        _scene.Argument("migrations", "sql").Resolve().Local.SeedFile.Should().Be(seed);
    }

    [Fact]
    public void A_seed_that_was_asked_for_must_exist() =>
        _scene.Yaml("local:\n  seed: none.sql").Problem().ToString().Should().StartWith("lockkeeper.yaml:2 (local.seed): there is no file none.sql.");
}
