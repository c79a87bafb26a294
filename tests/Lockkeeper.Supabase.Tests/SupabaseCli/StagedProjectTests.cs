using Lockkeeper.Failures;
using Lockkeeper.Supabase.SupabaseCli;

namespace Lockkeeper.Supabase.Tests.SupabaseCli;

public sealed class StagedProjectTests : IDisposable
{
    private readonly Files _files = new();

    [Fact]
    public async Task Shows_pending_files_one_by_one_byte_for_byte()
    {
        _files.Write("20250101000000_a.sql", "select 1;");
        var second = _files.Write("20250102000000_b.sql", "\uFEFFselect 2;\r\n-- ü\r\n");
        _files.Write("20250103000000_c.sql", "select 3;");
        _files.Write("notes.txt", "not a migration");
        var folder = _files.Read();

        using var project = await StagedProject.CreateAsync(folder, [.. folder.Migrations.Skip(1)], CancellationToken.None);
        Shown(project).Should().Equal("20250101000000_a.sql");
        project.Show(folder.Migrations[1]);

        Shown(project).Should().Equal("20250101000000_a.sql", "20250102000000_b.sql");
        File.ReadAllBytes(Path.Combine(project.WorkFolder, "supabase", "migrations", "20250102000000_b.sql")).Should().Equal(File.ReadAllBytes(second));
        Path.IsPathFullyQualified(project.WorkFolder).Should().BeTrue();
    }

    [Fact]
    public async Task Refuses_a_file_that_was_changed_since_it_was_read()
    {
        var folder = _files.Of("select 1;");
        _files.Write("20250101000000_one.sql", "select 2;");

        var create = () => StagedProject.CreateAsync(folder, folder.Migrations, CancellationToken.None);

        (await create.Should().ThrowAsync<DeployFailure>()).Which.Message.Should().Contain("20250101000000_one.sql is not what it was");
    }

    [Fact]
    public async Task Leaves_nothing_behind()
    {
        var folder = _files.Of("select 1;");
        var project = await StagedProject.CreateAsync(folder, folder.Migrations, CancellationToken.None);
        var parent = Path.GetDirectoryName(project.WorkFolder)!;
        Directory.Exists(parent).Should().BeTrue();

        project.Dispose();

        Directory.Exists(parent).Should().BeFalse();
    }

    public void Dispose() => _files.Dispose();

    private static IEnumerable<string> Shown(StagedProject project) =>
        Directory.GetFiles(Path.Combine(project.WorkFolder, "supabase", "migrations")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
