using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.Backup.Encryption;

/// <summary>A folder of files beside a folder of the same files, encrypted: NAME.age for each.</summary>
internal static class EncryptedFiles
{
    private const string Suffix = ".age";

    /// <summary>Encrypts every file; the plain ones stay.</summary>
    public static async Task WriteAsync(string plain, string encrypted, string recipient, CancellationToken token)
    {
        PrivateFolder.Create(encrypted);
        foreach (var file in Directory.EnumerateFiles(plain).Order(StringComparer.Ordinal))
            await AgeProgram.EncryptAsync(file, Path.Combine(encrypted, Path.GetFileName(file) + Suffix), recipient, token);
    }

    /// <summary>Decrypts every file into a new folder that only this user can read; the caller removes it.</summary>
    /// <exception cref="DeployFailure">There is no identity, it is another one, or what comes out is not what was encrypted.</exception>
    public static async Task<string> OpenAsync(string folder, BackupEncryption encryption, BackupIdentity identity, CancellationToken token)
    {
        if (encryption.Format is not AgeProgram.Format)
            throw StoredBackup.Refused(folder, [new(BackupManifest.FileName, $"says that the files are encrypted as {encryption.Format}, which this version does not know.", "")]);
        if (!identity.IsGiven)
        {
            throw DeployFailure.Refused(
                FailureCode.BackupFailed, $"The backup in {folder} is encrypted to {encryption.Recipient}, and no identity (private key) was given to open it.",
                "Name the file of the identity with LOCKKEEPER_BACKUP_IDENTITY_FILE (backup.identityFile), or give its text in LOCKKEEPER_BACKUP_IDENTITY.");
        }

        var plain = Directory.CreateTempSubdirectory("lockkeeper-backup-").FullName;
        try
        {
            foreach (var file in encryption.Plain.Select(f => f.Name).Where(n => string.Equals(Path.GetFileName(n), n, StringComparison.Ordinal)))
                await AgeProgram.DecryptAsync(Path.Combine(folder, file + Suffix), Path.Combine(plain, file), identity, token);
            StoredBackup.RequireSame(folder, encryption.Plain, await BackupManifest.HashAsync(plain, token));
            PrivateFolder.Protect(plain);
            return plain;
        }
        catch
        {
            Directory.Delete(plain, recursive: true);
            throw;
        }
    }
}
