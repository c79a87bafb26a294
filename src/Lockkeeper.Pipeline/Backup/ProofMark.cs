using System.Text.Json;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>Written into a backup's folder once it is proven: what knows no ledger, as pruning in another place, can rely on that.</summary>
/// <param name="Manifest">The hash of the manifest that was proven.</param>
/// <param name="ProvenAt">When.</param>
/// <param name="Lockkeeper">The version that proved it.</param>
internal sealed record ProofMark(string Manifest, DateTimeOffset ProvenAt, string Lockkeeper)
{
    public const string FileName = "proof.json";

    public static void Write(string folder, string manifest, DateTimeOffset now)
    {
        File.WriteAllBytes(
            Path.Combine(folder, FileName),
            JsonSerializer.SerializeToUtf8Bytes(new ProofMark(manifest, now, Deployment.Version), ManifestJson.Default.ProofMark));
        PrivateFolder.Protect(folder);
    }

    /// <summary>Whether the backup with this manifest was proven when it was taken.</summary>
    public static bool IsOn(string folder, string manifest)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file)
            && JsonSerializer.Deserialize(File.ReadAllBytes(file), ManifestJson.Default.ProofMark) is { } mark
            && string.Equals(mark.Manifest, manifest, StringComparison.Ordinal);
    }
}
