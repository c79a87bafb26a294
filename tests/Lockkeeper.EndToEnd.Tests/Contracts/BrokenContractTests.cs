using Lockkeeper.Catalog;
using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Evidence;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.Data;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Contracts;

/// <summary>Migrations that do otherwise than they declare: nobody ever sees what they did.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class BrokenContractTests(PostgresFixture server) : IDisposable
{
    private const string Cleanup = "20250101000000_drop_public_users_tables.sql";

    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task The_cleanup_without_its_header_is_refused_with_its_four_objects()
    {
        await using var production = await SeededAsync();
        var folder = _program.Scratch.CopyMigrations(26);
        var file = File.ReadAllLines(Path.Combine(Repository.Migrations, Cleanup)).Where(l => !l.StartsWith("-- removes", StringComparison.Ordinal) && !l.StartsWith("-- loses", StringComparison.Ordinal));
        _program.Scratch.Write($"migrations/{Cleanup}", string.Join('\n', file));
        var before = await StateAsync(production);

        var run = await _program.Against(production).DeployAsync($"--migrations={folder}");

        run.ExitCode.Should().Be(5, run.Said);
        run.Reported("outcome").Should().Be("rolledBack");
        run.Reported("failure.code").Should().Be("contractBroken");
        run.Reported("failure.state").Should().Be("rolledBack");
        run.Said.Should().ContainAll(
            "-- removes: table public.users", "-- removes: table public.user_info", "-- removes: trigger on_auth_user_created on auth.users",
            "-- removes: function public.handle_new_user()", "-- loses data: public.users");
        (await StateAsync(production)).Should().BeEquivalentTo(before);
    }

    [PostgresTheory]
    [InlineData("drops a policy", "drop policy \"Owners read their documents\" on documents.documents;", "policy \"Owners read their documents\" on documents.documents")]
    [InlineData("revokes a grant", "revoke select on documents.carriers from anon;", "table documents.carriers")]
    [InlineData("disables row security", "alter table documents.policy_details disable row level security;", "table documents.policy_details")]
    [InlineData("truncates with cascade", "truncate documents.documents cascade;", "table upload_pipeline.jobs")]
    [InlineData("deletes one account", "delete from auth.users where id = (select id from auth.users order by id limit 1);", "table auth.users")]
    [InlineData("updates without WHERE", "update documents.documents set title = title;", "table documents.documents")]
    [InlineData("changes values by a type", "alter table documents.carriers alter column website type text using upper(website);", "table documents.carriers")]
    public async Task A_cleanup_that_also(string does, string statement, string named)
    {
        await using var production = await SeededAsync();
        var folder = _program.Scratch.CopyMigrations(26);
        var cleanup = await File.ReadAllTextAsync(Path.Combine(Repository.Migrations, Cleanup));
        _program.Scratch.Write($"migrations/{Cleanup}", $"{cleanup}\n{statement}\n");
        var before = await StateAsync(production);

        var run = await _program.Against(production).DeployAsync($"--migrations={folder}");

        run.ExitCode.Should().Be(5, $"a migration that also {does} is refused: {run.Said}");
        run.Reported("failure.code").Should().Be("contractBroken");
        run.Reported("failure.message").Should().Contain(named);
        run.All("migrations", "status")[^1].Should().Be("failed");
        (await StateAsync(production)).Should().BeEquivalentTo(before, "it was rolled back before anybody saw it");
    }

    public void Dispose() => _program.Dispose();

    private async Task<Production> SeededAsync()
    {
        var production = await Production.CreateAsync(server);
        await production.SeedAsync();
        return production;
    }

    private static async Task<(string Fingerprint, IReadOnlyList<TableDigest> Rows)> StateAsync(Production production)
    {
        await using var connection = await production.OpenAsync();
        var catalog = await CatalogReader.ReadAsync(connection, CancellationToken.None);
        var rows = await DataDigest.ReadAsync(connection, ["auth.*", "public.*", "documents.*", "upload_pipeline.*", "storage.*"], snapshot: null, CancellationToken.None);
        return (Fingerprint.Of(catalog), rows.Tables);
    }
}
