using System.IO.Compression;
using System.Text.Json;
using Lockkeeper.Catalog;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>The catalog that was dumped, fact by fact: a hash alone could not say what a restored copy lacks.</summary>
/// <param name="Facts">In their restorable form.</param>
/// <param name="Unread">Tables whose rows are facts and could not be read.</param>
public sealed record BackupCatalog(IReadOnlyList<CatalogFact> Facts, IReadOnlyList<string> Unread)
{
    internal const string FileName = "catalog.json.gz";

    /// <summary>As a snapshot that can be compared.</summary>
    public CatalogSnapshot ToSnapshot() => new(Facts, Unread);

    /// <summary>Writes it beside the dump.</summary>
    public static async Task WriteAsync(string folder, CatalogSnapshot restorable, CancellationToken token)
    {
        await using var file = File.Create(Path.Combine(folder, FileName));
        await using var packed = new GZipStream(file, CompressionLevel.Fastest);
        await JsonSerializer.SerializeAsync(packed, new BackupCatalog(restorable.Facts, restorable.Unread), ManifestJson.Default.BackupCatalog, token);
    }

    /// <exception cref="JsonException">It is no catalog.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<CatalogSnapshot> ReadAsync(string folder, CancellationToken token)
    {
        await using var file = File.OpenRead(Path.Combine(folder, FileName));
        await using var packed = new GZipStream(file, CompressionMode.Decompress);
        var catalog = await JsonSerializer.DeserializeAsync(packed, ManifestJson.Default.BackupCatalog, token);
        return (catalog ?? throw new JsonException("The file holds null.")).ToSnapshot();
    }
}
