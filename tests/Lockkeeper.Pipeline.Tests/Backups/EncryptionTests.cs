using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Backup;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Processes;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Backups;

/// <summary>backup.encryptTo: what stays on disk, who can open it, and that it is proven.</summary>
[Collection("Throwaway servers")]
public sealed class EncryptionTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [AgeFact]
    public async Task Only_encrypted_files_remain_and_the_proof_was_made_before()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        var (recipient, _) = await KeyAsync(scene);
        scene.Deploy.Options.Variable("LOCKKEEPER_BACKUP_ENCRYPT_TO", recipient);

        var (failure, report) = await scene.BackUpAsync();

        failure.Should().BeNull();
        report.Backup!.Verified.Should().BeTrue();
        var files = Directory.EnumerateFiles(scene.Deploy.Artifacts, "*", SearchOption.AllDirectories)
            .Where(f => f.Contains("/backup", StringComparison.Ordinal) && !f.Contains("/latest/", StringComparison.Ordinal)).ToList();
        files.Select(Path.GetFileName).Where(f => !f!.EndsWith(".age", StringComparison.Ordinal)).Should().BeEquivalentTo("manifest.json", "proof.json");
        files.Should().Contain(f => f.EndsWith("toc.dat.age", StringComparison.Ordinal)).And.OnlyContain(f => Mode(f) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        ProofScene.Throwaways(server).Should().BeEmpty();
    }

    [AgeFact]
    public async Task Is_verified_with_the_identity_from_a_file_or_from_the_environment_and_leaves_nothing_plain_behind()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        var (recipient, identity) = await KeyAsync(scene);
        scene.Deploy.Options.Variable("LOCKKEEPER_BACKUP_ENCRYPT_TO", recipient);
        var folder = await scene.TakenAsync();

        scene.Deploy.Options.Variable("LOCKKEEPER_BACKUP_IDENTITY_FILE", identity);
        (await scene.VerifyAsync(folder)).Verified.Should().BeTrue();
        scene.Deploy.Options.Variable("LOCKKEEPER_BACKUP_IDENTITY_FILE", "").Variable("LOCKKEEPER_BACKUP_IDENTITY", await File.ReadAllTextAsync(identity));
        (await scene.VerifyAsync(folder)).Verified.Should().BeTrue();

        Directory.EnumerateDirectories(Path.GetTempPath(), "lockkeeper-backup-*").Where(d => Directory.EnumerateFiles(d).Any()).Should().BeEmpty();
    }

    [AgeFact]
    public async Task Cannot_be_opened_without_the_identity_or_with_another_one()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        var (recipient, _) = await KeyAsync(scene);
        scene.Deploy.Options.Variable("LOCKKEEPER_BACKUP_ENCRYPT_TO", recipient);
        var folder = await scene.TakenAsync();

        var without = await scene.RefusedAsync(folder);
        without.ExitCode.Should().Be(ExitCode.Refused);
        without.Message.Should().Contain($"is encrypted to {recipient}, and no identity");
        without.Next.Should().Contain("LOCKKEEPER_BACKUP_IDENTITY");
        scene.Deploy.Options.Variable("LOCKKEEPER_BACKUP_IDENTITY_FILE", (await KeyAsync(scene)).Identity);
        var other = await scene.RefusedAsync(folder);
        other.Message.Should().Contain("cannot be decrypted").And.Contain("no identity matched");
    }

    [AgeFact]
    public async Task A_flipped_byte_is_found_before_anything_is_decrypted()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        scene.Deploy.Options.Variable("LOCKKEEPER_BACKUP_ENCRYPT_TO", (await KeyAsync(scene)).Recipient);
        var toc = Path.Combine(await scene.TakenAsync(), "toc.dat.age");
        var bytes = await File.ReadAllBytesAsync(toc);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(toc, bytes);

        (await scene.RefusedAsync(Path.GetDirectoryName(toc))).Problems.Should().ContainSingle().Which.ToString().Should().StartWith("toc.dat.age: has the hash ");
    }

    [AgeFact]
    public async Task A_recipient_that_age_does_not_take_is_refused_before_the_dump()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        scene.Deploy.Options.Variable("LOCKKEEPER_BACKUP_ENCRYPT_TO", "age1nobody");

        var (failure, report) = await scene.BackUpAsync();

        failure!.ExitCode.Should().Be(ExitCode.Refused);
        failure.Message.Should().Contain("Backups cannot be encrypted to backup.encryptTo (age1nobody)");
        report.Backup.Should().BeNull();
    }

    [AgeFact]
    public async Task The_manifest_can_be_read_by_everybody_who_has_the_folder_and_holds_both_hashes()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        var (recipient, identity) = await KeyAsync(scene);
        scene.Deploy.Options.Variable("LOCKKEEPER_BACKUP_ENCRYPT_TO", recipient).Variable("LOCKKEEPER_BACKUP_IDENTITY_FILE", identity);
        var folder = await scene.TakenAsync();

        using var stored = await StoredBackup.OpenAsync(folder, scene.Deploy.Options.Resolve("VerifyBackup").Backup.Identity, CancellationToken.None);

        stored.Manifest.Encryption!.Recipient.Should().Be(recipient);
        stored.Manifest.Files.Select(f => f.Name).Should().Equal(stored.Manifest.Encryption.Plain.Select(f => f.Name + ".age"));
        File.ReadAllText(Path.Combine(folder, "manifest.json")).Should().Contain("documents.kept").And.NotContain("create policy");
        var plain = stored.Folder;
        File.Exists(Path.Combine(plain, "toc.dat")).Should().BeTrue();
        stored.Dispose();
        Directory.Exists(plain).Should().BeFalse();
    }

    private static async Task<(string Recipient, string Identity)> KeyAsync(ProofScene scene)
    {
        var file = Path.Combine(scene.Deploy.Options.Root, $"identity-{Guid.NewGuid():N}");
        var keygen = new ChildCommand("age-keygen", ["--output", file]) { Deadline = TimeSpan.FromSeconds(20) };
        await ChildProcess.RunAsync(keygen, CancellationToken.None);
        var line = File.ReadLines(file).First(l => l.StartsWith("# public key: ", StringComparison.Ordinal));
        return (line["# public key: ".Length..], file);
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : File.GetUnixFileMode(path);
}
