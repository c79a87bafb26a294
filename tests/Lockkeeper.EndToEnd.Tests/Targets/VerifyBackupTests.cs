using System.Text.Json.Nodes;
using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Targets;

[Collection(DeploymentCollection.Name)]
public sealed class VerifyBackupTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task Proves_a_backup_of_a_server_that_cannot_be_reached_any_more_and_refuses_a_damaged_one()
    {
        string folder;
        await using (var production = await Production.CreateAsync(server))
        {
            await production.SeedAsync();
            var taken = await _program.Against(production).RunAsync("--target=Backup", "--environment=production");
            taken.ExitCode.Should().Be(0, taken.Said);
            folder = taken.Reported("backup.path")!;
        }

        _program.With("PRODUCTION_DATABASE_URL", null).WithProof();
        var verified = await _program.RunAsync("--target=VerifyBackup", "--json");
        verified.ExitCode.Should().Be(0, verified.Said);
        JsonNode.Parse(verified.Output)!["backup"]!["verified"]!.GetValue<bool>().Should().BeTrue();

        await using (var toc = File.OpenWrite(Path.Combine(folder, "toc.dat")))
        {
            toc.Position = toc.Length / 2;
            toc.WriteByte(0xFF);
        }

        var damaged = await _program.RunAsync("--target=VerifyBackup", $"--backup={folder}");
        damaged.ExitCode.Should().Be(3);
        damaged.Said.Should().Contain("toc.dat: has the hash");
    }

    public void Dispose() => _program.Dispose();
}
