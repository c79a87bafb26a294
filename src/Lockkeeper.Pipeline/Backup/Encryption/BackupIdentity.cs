namespace Lockkeeper.Pipeline.Backup.Encryption;

/// <summary>The private key that opens encrypted backups: in a file, or as the text of one. It is never printed.</summary>
/// <param name="file">Absolute path; null: not given.</param>
/// <param name="text">The text, from the environment; null: not given.</param>
public sealed class BackupIdentity(string? file, string? text)
{
    /// <summary>Nobody has given one.</summary>
    public static BackupIdentity None { get; } = new(file: null, text: null);

    internal string? File => text is null ? file : null;

    internal string? Text => text;

    internal bool IsGiven => file is not null || text is not null;
}
