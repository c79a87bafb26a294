using Lockkeeper.Catalog;
using Lockkeeper.Contracts;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.Migrations;

/// <summary>The product's own headers, held to what its migrations do to the catalog.</summary>
[Collection(ProjectCollection.Name)]
public sealed class HeaderTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Every_migration_does_what_its_header_declares_and_nothing_else()
    {
        await using var project = await Project.CreateAsync(server);
        var messages = new List<string>();
        var before = await ReadAsync(project);
        foreach (var file in ProductMigrations.All)
        {
            await project.ApplyAsync(file);
            var after = await ReadAsync(project);
            var verdict = Contract.Judge(Read(file), MigrationEffect.Of(CatalogChange.Between(before, after)));
            if (!verdict.Kept) messages.Add(verdict.Message());
            before = after;
        }

        string.Join("\n\n", messages).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Every_pending_header_names_what_exists()
    {
        await using var project = await Project.CreateAsync(server, ProductMigrations.All.Count - 1);
        var folder = MigrationFolder.From("migrations", [.. ProductMigrations.All.Select(f => new MigrationSource(f.Name, System.Text.Encoding.UTF8.GetBytes(f.Text)))]);
        var history = folder.Migrations.SkipLast(1).Select(m => new HistoryRow(m.Version, m.Name, [.. m.Statements.Select(s => s.Text)])).ToList();

        Contract.Unknown(DeploymentPlan.Between(folder, history), await ReadAsync(project)).Should().BeEmpty();
    }

    private static async Task<CatalogSnapshot> ReadAsync(Project project)
    {
        await using var connection = await project.SuperuserAsync();
        return await CatalogReader.ReadAsync(connection, CancellationToken.None);
    }

    private static Migration Read(SqlFile file) =>
        MigrationFolder.From("migrations", [new(file.Name, System.Text.Encoding.UTF8.GetBytes(file.Text))]).Migrations.Single();
}
