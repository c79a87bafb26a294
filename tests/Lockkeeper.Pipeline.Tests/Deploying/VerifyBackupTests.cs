using Lockkeeper.Catalog;
using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Deploying;

[Collection("Throwaway servers")]
[Trait("Postgres", "17")]
public sealed class VerifyBackupTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresFact]
    public async Task Proves_a_backup_whose_database_is_gone()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        await scene.TakenAsync();
        await scene.Deploy.RunAsync("drop schema documents cascade; delete from auth.users");

        var evidence = await scene.VerifyAsync(folder: null);

        evidence.Verified.Should().BeTrue("of the last deployment of the artifacts");
        ProofScene.Throwaways(server).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Names_the_table_whose_rows_are_not_those_of_the_manifest()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        var folder = await scene.TakenAsync();
        await ProofScene.ForgeAsync(folder, m => m with
        {
            Tables = [.. m.Tables.Select(t => t.Table is "auth.users" ? t with { Digest = "1" } : t), new("documents.never", 3, "7")],
        });

        var failure = await scene.RefusedAsync(folder);

        failure.ExitCode.Should().Be(ExitCode.NothingChanged);
        failure.Problems.Select(p => p.ToString()).Should().HaveCount(2).And
            .Contain(p => p.StartsWith("table auth.users: expected 50 rows with digest 1; found 50 rows with digest ", StringComparison.Ordinal)).And
            .Contain("table documents.never: expected 3 rows with digest 7; it was not restored.");
    }

    [PostgresFact]
    public async Task Names_the_object_that_is_not_as_the_catalog_says()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        var folder = await scene.TakenAsync();
        await ProofScene.ForgeAsync(folder, m => m, c => new CatalogSnapshot(c.Facts
            .Select(f => f.Identity is "documents.kept.state" ? f with { Definition = f.Definition + " planted" } : f)
            .Append(new CatalogFact("table", "documents.never", "", null))));

        var failure = await scene.RefusedAsync(folder);

        failure.Problems.Select(p => p.ToString()).Should().HaveCount(2).And
            .Contain(p => p.StartsWith("column documents.kept.state: expected ", StringComparison.Ordinal) && p.Contains("planted’; found ‘", StringComparison.Ordinal)).And
            .Contain("table documents.never: expected, and not restored.");
    }

    [PostgresFact]
    public async Task Names_an_extension_that_this_machine_lacks()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        var folder = await scene.TakenAsync();
        await ProofScene.ForgeAsync(folder, m => m, c => new CatalogSnapshot(c.Facts.Append(new CatalogFact("extension", "supabase_vault", "schema=vault", null))));

        (await scene.RefusedAsync(folder)).Message.Should().Contain("does not have the extension(s) supabase_vault,");
    }

    [PostgresFact]
    public async Task Needs_a_server_of_the_same_major_version()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        var folder = await scene.TakenAsync();
        await ProofScene.ForgeAsync(folder, m => m with { Target = m.Target with { ServerMajor = 9 } });

        var failure = await scene.RefusedAsync(folder);

        failure.Message.Should().Contain("The backup is not proven: No PostgreSQL server 9 was found");
        failure.Next.Should().Contain("--rehearsal=off");
    }

    [PostgresFact]
    public async Task Names_every_file_that_is_not_the_one_that_was_written()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        var folder = await scene.TakenAsync();
        var data = Directory.EnumerateFiles(folder, "*.dat*").Select(Path.GetFileName).Where(f => f is not "toc.dat").Order(StringComparer.Ordinal).Take(3).ToList();
        var flipped = await File.ReadAllBytesAsync(Path.Combine(folder, data[0]!));
        flipped[^1] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(folder, data[0]!), flipped);
        File.Delete(Path.Combine(folder, data[1]!));
        await File.AppendAllTextAsync(Path.Combine(folder, data[2]!), "x");
        await File.WriteAllTextAsync(Path.Combine(folder, "stranger"), "");

        var failure = await scene.RefusedAsync(folder);

        (failure.Code, failure.ExitCode).Should().Be((FailureCode.BackupFailed, ExitCode.Refused));
        failure.Problems.Select(p => (p.Where, p.What.Split(' ')[0])).Should().Equal((data[0]!, "has"), (data[1]!, "is"), (data[2]!, "has"), ("stranger", "is"));
        scene.Deploy.Told.Should().NotContain(line => line.StartsWith("starting a throwaway", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task A_folder_without_its_manifest_is_no_backup()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        var folder = await scene.TakenAsync();
        File.Delete(Path.Combine(folder, "manifest.json"));

        (await scene.RefusedAsync(folder)).Message.Should().Contain("without its manifest a folder is no backup");
        await File.WriteAllTextAsync(Path.Combine(folder, "manifest.json"), """{ "schema": 1 }""");
        (await scene.RefusedAsync(folder)).Message.Should().Contain("is of shape 1");
        await File.WriteAllTextAsync(Path.Combine(folder, "manifest.json"), """{ "schema": 3 }""");
        (await scene.RefusedAsync(folder)).Message.Should().Contain("cannot be read");
    }

    [PostgresFact]
    public async Task A_backup_of_another_target_is_refused()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        var folder = await scene.TakenAsync();
        await ProofScene.ForgeAsync(folder, m => m with { Target = m.Target with { Database = "another" } });

        (await scene.RefusedAsync(folder: null)).Code.Should().Be(FailureCode.WrongTarget);
        scene.Deploy.Production("identity: { systemIdentifier: \"123\" }");
        (await scene.RefusedAsync(folder)).Message.Should().Contain("is of another target").And.Contain("production has the system identifier 123");
    }

    [PostgresFact]
    public async Task A_manifest_that_is_not_the_one_of_the_ledger_is_refused()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        await ProofScene.ForgeAsync(await scene.TakenAsync(), m => m with { Tables = [] });

        (await scene.RefusedAsync(folder: null)).Problems.Should().ContainSingle().Which.What.Should().Contain("; the ledger says ");
    }
}
