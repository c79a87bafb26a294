using System.Security.Cryptography;
using System.Text.Json;
using Lockkeeper.Evidence;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Deploying;

[Trait("Postgres", "17")]
public sealed class BackupTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private const string Tables = """
        create schema kept; create schema other;
        create table kept.a (id int); insert into kept.a select generate_series(1, 10);
        create table kept.b (id int); create table other.c (id int); insert into other.c values (1);
        create table public.dropped (id int); insert into public.dropped values (1);
        """;

    [PostgresFact]
    public async Task The_manifest_has_the_size_and_hash_of_every_file_and_the_evidence_has_the_manifests()
    {
        await using var scene = await DeployScene.CreateAsync(server, Tables);
        scene.File("20240101000000_first.sql", "select 1;").Options.Argument("environment", "production");

        var (failure, report) = await scene.DeployAsync("Backup", Phase.Backup);

        failure.Should().BeNull();
        var folder = report.Backup!.Path;
        var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, "manifest.json"));
        report.Backup.Sha256.Should().Be(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        report.Backup.Verified.Should().BeFalse("nothing was restored");
        using var manifest = JsonDocument.Parse(bytes);
        var listed = manifest.RootElement.GetProperty("files").EnumerateArray()
            .Select(f => (f.GetProperty("name").GetString()!, f.GetProperty("bytes").GetInt64(), f.GetProperty("sha256").GetString()!));
        var found = Directory.EnumerateFiles(folder).Where(f => !f.EndsWith("manifest.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(f => (Path.GetFileName(f), new FileInfo(f).Length, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f)))));
        listed.Should().Equal(found).And.Contain(f => f.Item1 == "toc.dat");
        report.Backup.Bytes.Should().Be(Directory.EnumerateFiles(folder).Sum(f => new FileInfo(f).Length));
    }

    [PostgresFact]
    public async Task Only_its_owner_can_read_a_backup()
    {
        await using var scene = await DeployScene.CreateAsync(server, Tables);
        scene.File("20240101000000_first.sql", "select 1;").Options.Argument("environment", "production");

        var folder = (await scene.DeployAsync("Backup", Phase.Backup)).Report.Backup!.Path;

        Mode(folder).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.EnumerateFiles(folder).Select(Mode).Should().OnlyContain(m => m == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [PostgresFact]
    public async Task Every_table_that_no_migration_declares_is_compared()
    {
        await using var scene = await DeployScene.CreateAsync(server, Tables);
        scene.File("20240101000000_drop.sql", "-- removes: table public.dropped\n-- loses data: public.dropped\ndrop table public.dropped;").Options.Argument("yes", "");

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        report.Preserved.Select(p => (p.Object, p.RowsBefore, p.Same)).Should().Equal(("kept.a", 10, true), ("kept.b", 0, true), ("other.c", 1, true));
    }

    [PostgresFact]
    public async Task Only_what_the_configuration_names_is_compared_where_it_names_something()
    {
        await using var scene = await DeployScene.CreateAsync(server, Tables);
        scene.Production("protected: false", "contract: { preserves: { data: [\"kept.*\", other.c] } }").File("20240101000000_first.sql", "insert into public.dropped values (1);");

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        report.Preserved.Select(p => (p.Object, p.RowsBefore, p.RowsAfter, p.Same)).Should()
            .Equal(("kept.a", 10, 10, true), ("kept.b", 0, 0, true), ("other.c", 1, 1, true));
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : File.GetUnixFileMode(path);
}
