using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockkeeper.Evidence;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>What a backup holds: written last, so a folder without it is no backup.</summary>
/// <param name="Schema">Version of this shape.</param>
/// <param name="Target">What was dumped.</param>
/// <param name="PgDump">Version of the program that dumped it; restore with the same major or a newer one.</param>
/// <param name="Snapshot">The exported snapshot.</param>
/// <param name="TakenAt">When it was exported.</param>
/// <param name="Tables">Rows and digest of each preserved table in that snapshot.</param>
/// <param name="Files">Every file of the dump with its hash.</param>
public sealed record BackupManifest(
    int Schema,
    TargetIdentity Target,
    string PgDump,
    string Snapshot,
    DateTimeOffset TakenAt,
    IReadOnlyList<TableDigest> Tables,
    IReadOnlyList<BackupFile> Files)
{
    private const string FileName = "manifest.json";

    /// <summary>Hashes the files of a finished dump.</summary>
    public static async Task<BackupManifest> OfAsync(
        string folder, TargetIdentity target, string pgDump, string snapshot, DateTimeOffset taken, IReadOnlyList<TableDigest> tables, CancellationToken token)
    {
        var files = new List<BackupFile>();
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            await using var stream = File.OpenRead(path);
            files.Add(new BackupFile(Path.GetFileName(path), stream.Length, Hex(await SHA256.HashDataAsync(stream, token))));
        }

        return new BackupManifest(1, target, pgDump, snapshot, taken, tables, files);
    }

    /// <summary>Writes the manifest and returns the evidence, which carries the manifest's hash.</summary>
    public async Task<BackupEvidence> WriteAsync(string folder, TargetIdentity identity, CancellationToken token)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.BackupManifest);
        await File.WriteAllBytesAsync(Path.Combine(folder, FileName), bytes, token);
        PrivateFolder.Protect(folder);
        return new BackupEvidence(
            identity, folder, Files.Sum(f => f.Bytes) + bytes.Length, Hex(SHA256.HashData(bytes)), Snapshot, TakenAt, Verified: false);
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}

/// <summary>A file of a backup.</summary>
/// <param name="Name">File name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Hash of its content.</param>
public sealed record BackupFile(string Name, long Bytes, string Sha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
