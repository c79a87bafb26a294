namespace Lockkeeper.Pipeline.Tests.Options;

/// <summary>Recipient and identity of encrypted backups.</summary>
public sealed class BackupKeyTests : IDisposable
{
    private const string Private = "AGE-SECRET-KEY-1PLANTEDPLANTEDPLANTED";

    private readonly OptionsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("age1recipient")]
    [InlineData("ssh-ed25519 AAAA somebody")]
    public void A_public_key_is_a_recipient(string key) =>
        _scene.Variable("LOCKKEEPER_BACKUP_ENCRYPT_TO", key).Resolve("VerifyBackup").Backup.EncryptTo.Should().Be(key);

    [Fact]
    public void A_private_key_in_its_place_is_refused_and_not_repeated()
    {
        var failure = _scene.Variable("LOCKKEEPER_BACKUP_ENCRYPT_TO", Private).Failure("VerifyBackup");

        failure.Problems.Should().ContainSingle().Which.ToString().Should().StartWith("LOCKKEEPER_BACKUP_ENCRYPT_TO: is no public key.");
        failure.ToString().Should().NotContain(Private);
    }

    [Fact]
    public void The_text_of_an_identity_is_a_secret_line_by_line()
    {
        var options = _scene.Variable("LOCKKEEPER_BACKUP_IDENTITY", $"# created today\n{Private}\n").Resolve("VerifyBackup");

        options.Secrets.Redact($"age: {Private}").Should().NotContain("PLANTED");
        options.ToString().Should().NotContain("PLANTED");
        options.Backup.ToString().Should().NotContain("PLANTED");
    }

    [Fact]
    public void A_slip_in_the_variables_name_is_noticed() =>
        _scene.Variable("LOCKKEEPER_BACKUP_IDENTTY", Private).Failure("VerifyBackup").Problems.Should().ContainSingle()
            .Which.Fix.Should().Be("Did you mean LOCKKEEPER_BACKUP_IDENTITY?");
}
