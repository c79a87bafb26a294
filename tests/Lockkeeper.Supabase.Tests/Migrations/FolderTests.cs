using System.Text.RegularExpressions;

namespace Lockkeeper.Supabase.Tests.Migrations;

public sealed partial class FolderTests
{
    [Fact]
    public void There_are_27_files_and_the_last_is_the_cleanup()
    {
        ProductMigrations.All.Should().HaveCount(27);
        ProductMigrations.Last.Name.Should().Be("20250101000000_drop_public_users_tables.sql");
    }

    [Fact]
    public void Every_file_has_a_version_of_its_own_and_says_its_purpose_first()
    {
        ProductMigrations.All.Should().OnlyContain(file => FileName().IsMatch(file.Name));
        ProductMigrations.All.Select(file => file.Name[..14]).Should().OnlyHaveUniqueItems();
        ProductMigrations.All.Should().OnlyContain(file => file.Text.StartsWith("-- ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_runs_outside_a_transaction_is_alone_in_its_file()
    {
        var alone = ProductMigrations.All.Should().ContainSingle(file => ProductMigrations.RunsAlone(file)).Which;

        alone.Text.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal)).Should().ContainSingle();
    }

    [GeneratedRegex("^[0-9]{14}_[a-z0-9_]+\\.sql$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
