using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Backup.Encryption;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>Reads how backups are made, kept and opened.</summary>
internal sealed class BackupReader(OptionSources sources, SettingTable table, TypedReader read, List<Problem> problems)
{
    /// <summary>Holds a private key itself, and so has no key in the file.</summary>
    public const string IdentityVariable = "LOCKKEEPER_BACKUP_IDENTITY";

    private const string Recipient = "backup.encryptTo";

    public BackupOptions Read() => new(
        read.FilePath("backup.directory"),
        read.Whole("backup.jobs", 4),
        read.Whole("backup.keep", 14),
        EncryptTo())
    {
        LockTimeout = read.Duration("backup.lockTimeout", TimeSpan.FromSeconds(30)),
        Identity = Identity(read.FilePath("backup.identityFile"), IdentityText()),
    };

    private string? EncryptTo()
    {
        if (read.Text(Recipient) is not { } recipient) return null;
        if (recipient.StartsWith("age1", StringComparison.Ordinal) || recipient.StartsWith("ssh-", StringComparison.Ordinal)) return recipient;
        // It may be the private key by mistake: what was written there is not repeated.
        table.Secrets.Add(recipient);
        problems.Add(new Problem(table[Recipient]!.Where, "is no public key.", "Write the one that age-keygen prints (age1…), or an ssh-ed25519 or ssh-rsa one."));
        return null;
    }

    private static BackupIdentity Identity(string? file, string? text) => file is null && text is null ? BackupIdentity.None : new BackupIdentity(file, text);

    private string? IdentityText()
    {
        if (ConnectionDefaults.Variable(sources, IdentityVariable) is not { } text) return null;
        table.Secrets.Add(text);
        // A file of identities has comments; the keys are secret one by one, too.
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries).Where(l => l.StartsWith("AGE-SECRET-KEY-", StringComparison.Ordinal))) table.Secrets.Add(line);
        return text;
    }
}
