using System.Security.Cryptography;
using System.Text.Json;
using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Backup.Encryption;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>A complete backup in its folder.</summary>
/// <param name="Evidence">Where it is, whose and how large.</param>
/// <param name="Manifest">What it holds.</param>
/// <param name="Catalog">The catalog that was dumped, in its restorable form.</param>
public sealed record StoredBackup(BackupEvidence Evidence, BackupManifest Manifest, CatalogSnapshot Catalog) : IDisposable
{
    private string? _decrypted;

    /// <summary>The folder with pg_dump's own files: what pg_restore is given. Of an encrypted backup it is gone when this is disposed.</summary>
    public string Folder => _decrypted ?? Plain ?? Evidence.Path;

    /// <summary>Where the plain files are that were encrypted just now.</summary>
    internal string? Plain { get; init; }

    /// <summary>Opens a backup of any age that is not encrypted: every file must be the one that its manifest says.</summary>
    /// <exception cref="DeployFailure">It is no backup, or not the one that was taken; every file that is otherwise is named.</exception>
    public static Task<StoredBackup> OpenAsync(string folder, CancellationToken token) => OpenAsync(folder, BackupIdentity.None, token);

    /// <summary>The same for an encrypted one too, which is decrypted into a private temporary folder.</summary>
    /// <exception cref="DeployFailure">As above, or the identity does not open it.</exception>
    public static async Task<StoredBackup> OpenAsync(string folder, BackupIdentity identity, CancellationToken token)
    {
        var path = Path.Combine(folder, BackupManifest.FileName);
        if (!File.Exists(path))
            throw Refused(folder, [new(path, "is missing: without its manifest a folder is no backup.", "Name a complete backup with --backup=DIR.")]);
        try
        {
            var bytes = await File.ReadAllBytesAsync(path, token);
            var manifest = Parse(folder, path, bytes);
            RequireSame(folder, manifest.Files, await BackupManifest.HashAsync(folder, token));
            var decrypted = manifest.Encryption is { } encryption ? await EncryptedFiles.OpenAsync(folder, encryption, identity, token) : null;
            return await OpenAsync(folder, manifest, bytes, decrypted, token);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw Refused(folder, [new(folder, $"cannot be read: {e.Message}", "")], e);
        }
    }

    /// <summary>Removes what was decrypted.</summary>
    public void Dispose()
    {
        if (_decrypted is not null && Directory.Exists(_decrypted)) Directory.Delete(_decrypted, recursive: true);
    }

    private static async Task<StoredBackup> OpenAsync(string folder, BackupManifest manifest, byte[] bytes, string? decrypted, CancellationToken token)
    {
        try
        {
            var catalog = await BackupCatalog.ReadAsync(decrypted ?? folder, token);
            if (!string.Equals(Fingerprint.Of(catalog), manifest.Fingerprint, StringComparison.Ordinal))
                throw Refused(folder, [new(BackupManifest.FileName, $"its fingerprint {manifest.Fingerprint} is not that of {BackupCatalog.FileName}.", "")]);
            return new StoredBackup(
                new BackupEvidence(
                    manifest.Target, folder, manifest.Files.Sum(f => f.Bytes) + bytes.Length, BackupManifest.Hex(SHA256.HashData(bytes)), manifest.Snapshot,
                    manifest.TakenAt, Verified: false),
                manifest,
                catalog)
            {
                _decrypted = decrypted,
            };
        }
        catch
        {
            if (decrypted is not null) Directory.Delete(decrypted, recursive: true);
            throw;
        }
    }

    private static BackupManifest Parse(string folder, string path, byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var schema = document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("schema", out var s) && s.TryGetInt32(out var n) ? n : 0;
        if (schema != BackupManifest.CurrentSchema)
        {
            throw Refused(folder, [new(path, $"is of shape {schema}; this version proves backups of shape {BackupManifest.CurrentSchema}.",
                "Restore it by hand with pg_restore, or take a new backup.")]);
        }

        return document.Deserialize(ManifestJson.Default.BackupManifest)!;
    }

    /// <summary>Every expected file is there and the same, and no other one is.</summary>
    internal static void RequireSame(string folder, IReadOnlyList<BackupFile> expected, IReadOnlyList<BackupFile> there)
    {
        var found = there.ToDictionary(f => f.Name, StringComparer.Ordinal);
        var problems = new List<Problem>();
        foreach (var file in expected)
        {
            if (!found.Remove(file.Name, out var now))
                problems.Add(new(file.Name, "is missing.", ""));
            else if (now.Bytes != file.Bytes)
                problems.Add(new(file.Name, $"has {now.Bytes} bytes; the manifest says {file.Bytes}.", ""));
            else if (now != file)
                problems.Add(new(file.Name, $"has the hash {now.Sha256}; the manifest says {file.Sha256}.", ""));
        }

        problems.AddRange(found.Keys.Select(name => new Problem(name, "is not in the manifest.", "")));
        if (problems.Count > 0) throw Refused(folder, problems);
    }

    internal static DeployFailure Refused(string folder, IReadOnlyList<Problem> problems, Exception? inner = null) =>
        new(FailureCode.BackupFailed, $"The backup in {folder} is not to be used:\n{string.Join('\n', problems.Select(p => $"  - {p}"))}", inner)
        {
            FailedBy = FailureSource.Gate,
            ExitCode = ExitCode.Refused,
            Next = "Use another backup, or another copy of this one; verify it with ./build.sh --target=VerifyBackup --backup=DIR.",
            Problems = problems,
        };
}
