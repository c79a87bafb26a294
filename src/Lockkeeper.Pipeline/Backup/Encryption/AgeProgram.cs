using Lockkeeper.Failures;
using Lockkeeper.Processes;

namespace Lockkeeper.Pipeline.Backup.Encryption;

/// <summary>Encrypts and decrypts files with the program age (https://age-encryption.org/v1).</summary>
internal static class AgeProgram
{
    public const string Format = "age";

    private const string Missing = "Install age (apt-get install age, dnf install age, brew install age; https://github.com/FiloSottile/age), then run the same command again.";

    // What it takes is bounded by the disk; this only keeps a run from hanging for ever.
    private static readonly TimeSpan Deadline = TimeSpan.FromHours(2);

    /// <summary>Finds out, before an hour of dumping, whether this machine can encrypt to that recipient.</summary>
    /// <exception cref="DeployFailure">There is no age, or it does not take the recipient.</exception>
    public static async Task RequireAsync(string recipient, CancellationToken token)
    {
        try
        {
            await RunAsync(["--encrypt", "--recipient", recipient, "--armor"], input: "", token);
        }
        catch (ChildProcessFailure e)
        {
            throw DeployFailure.Refused(
                FailureCode.Configuration, $"Backups cannot be encrypted to backup.encryptTo ({recipient}): {e.StandardError.Trim()}",
                "Correct backup.encryptTo: a public key that age-keygen prints (age1…), or an ssh-ed25519 or ssh-rsa one.", e);
        }
    }

    /// <exception cref="DeployFailure">age failed.</exception>
    public static async Task EncryptAsync(string source, string target, string recipient, CancellationToken token)
    {
        try
        {
            await RunAsync(["--encrypt", "--recipient", recipient, "--output", target, source], input: null, token);
        }
        catch (ChildProcessFailure e)
        {
            throw DeployFailure.NothingChanged(
                FailureCode.BackupFailed, FailureSource.Tool, $"The backup could not be encrypted: {e.Message}", "Correct what age says, then run the same command again.", e);
        }
    }

    /// <exception cref="DeployFailure">The identity is another one, or the file is damaged.</exception>
    public static async Task DecryptAsync(string source, string target, BackupIdentity identity, CancellationToken token)
    {
        try
        {
            // A key that came as text goes in by standard input: arguments are read by everybody.
            await RunAsync(["--decrypt", "--identity", identity.File ?? "-", "--output", target, source], identity.Text is { } text ? text + "\n" : null, token);
        }
        catch (ChildProcessFailure e)
        {
            throw DeployFailure.Refused(
                FailureCode.BackupFailed, $"{source} cannot be decrypted: {e.StandardError.Trim()}",
                "Give the identity (private key) of the recipient that the backup's manifest.json names: LOCKKEEPER_BACKUP_IDENTITY_FILE or LOCKKEEPER_BACKUP_IDENTITY.", e);
        }
    }

    private static async Task RunAsync(IReadOnlyList<string> arguments, string? input, CancellationToken token)
    {
        if (Programs.Find("age") is not { } program)
            throw DeployFailure.Refused(FailureCode.ToolMissing, "The program age is not installed; encrypted backups are made and opened with it.", Missing);
        await ChildProcess.RunAsync(new ChildCommand(program, arguments) { Deadline = Deadline, StandardInput = input }, token);
    }
}
