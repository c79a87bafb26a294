using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockkeeper.Evidence;
using Lockkeeper.Postgres.Data;
using Lockkeeper.Postgres.Restoring;
using Lockkeeper.Processes;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>What a backup holds: written last, so a folder without it is no backup.</summary>
/// <param name="Schema">Version of this shape.</param>
/// <param name="Target">What was dumped.</param>
/// <param name="PgDump">Version of the program that dumped it; restore with the same major or a newer one.</param>
/// <param name="Snapshot">The exported snapshot.</param>
/// <param name="TakenAt">When it was exported.</param>
/// <param name="Fingerprint">Of the catalog in that snapshot, in its restorable form, which catalog.json.gz holds.</param>
/// <param name="Needs">What a restore needs and the dump does not carry.</param>
/// <param name="Tables">Rows and digest of every table in that snapshot.</param>
/// <param name="Files">Every file of the backup but this one, with its hash.</param>
/// <param name="Environment">The environment that it was taken for.</param>
/// <param name="Sequences">Where every sequence stood.</param>
/// <param name="LargeObjects">All of them in that snapshot.</param>
/// <param name="Encryption">Null: the files are as pg_dump wrote them.</param>
public sealed record BackupManifest(
    int Schema,
    TargetIdentity Target,
    string PgDump,
    string Snapshot,
    DateTimeOffset TakenAt,
    string Fingerprint,
    RestoreNeeds Needs,
    IReadOnlyList<TableDigest> Tables,
    IReadOnlyList<BackupFile> Files,
    string Environment,
    IReadOnlyList<SequenceRange> Sequences,
    LargeObjects LargeObjects,
    BackupEncryption? Encryption)
{
    /// <summary>The shape that this version writes and reads.</summary>
    public const int CurrentSchema = 3;

    internal const string FileName = "manifest.json";

    /// <summary>Hashes the files of a finished dump.</summary>
    public static async Task<IReadOnlyList<BackupFile>> HashAsync(string folder, CancellationToken token)
    {
        var files = new List<BackupFile>();
        foreach (var path in Directory.EnumerateFiles(folder).Where(p => Path.GetFileName(p) is not (FileName or ProofMark.FileName)).Order(StringComparer.Ordinal))
        {
            await using var stream = File.OpenRead(path);
            files.Add(new BackupFile(Path.GetFileName(path), stream.Length, Hex(await SHA256.HashDataAsync(stream, token))));
        }

        return files;
    }

    /// <summary>Writes the manifest and returns the evidence, which carries the manifest's hash.</summary>
    public async Task<BackupEvidence> WriteAsync(string folder, CancellationToken token)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.BackupManifest);
        await using (var file = File.Create(Path.Combine(folder, FileName)))
        {
            await file.WriteAsync(bytes, token);
            // pg_dump has flushed its files; without this one they are no backup.
            file.Flush(flushToDisk: true);
        }

        PrivateFolder.Protect(folder);
        return new BackupEvidence(Target, folder, Files.Sum(f => f.Bytes) + bytes.Length, Hex(SHA256.HashData(bytes)), Snapshot, TakenAt, Verified: false);
    }

    internal static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}

/// <summary>A file of a backup.</summary>
/// <param name="Name">File name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Hash of its content.</param>
public sealed record BackupFile(string Name, long Bytes, string Sha256);

/// <summary>How the files of a backup are encrypted.</summary>
/// <param name="Format">age (https://age-encryption.org/v1).</param>
/// <param name="Recipient">The public key.</param>
/// <param name="Plain">The files before they were encrypted.</param>
public sealed record BackupEncryption(string Format, string Recipient, IReadOnlyList<BackupFile> Plain);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(BackupCatalog))]
[JsonSerializable(typeof(ProofMark))]
[JsonSerializable(typeof(ProcessIdentity))]
internal sealed partial class ManifestJson : JsonSerializerContext;
