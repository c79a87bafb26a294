using System.IO.Compression;
using System.Text.Json;
using Lockkeeper.Catalog;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Backup;
using Lockkeeper.Pipeline.Ledgers;

namespace Lockkeeper.Pipeline.Rollback;

/// <summary>The catalogs around a deployment, fact by fact, in its folder: the ledger holds only their hashes.</summary>
public static class DeploymentCatalogs
{
    private const string BeforeName = "catalog-before.json.gz";
    private const string AfterName = "catalog-after.json.gz";

    /// <summary>Keeps the catalog that the first migration finds.</summary>
    public static Task KeepBeforeAsync(DeploymentFolder folder, CatalogSnapshot catalog, CancellationToken token) => WriteAsync(folder.File(BeforeName), catalog, token);

    /// <summary>Keeps what the deployment made of it, without what others changed meanwhile.</summary>
    public static Task KeepAfterAsync(DeploymentFolder folder, CatalogSnapshot catalog, CancellationToken token) => WriteAsync(folder.File(AfterName), catalog, token);

    /// <summary>Both.</summary>
    /// <exception cref="DeployFailure">Refused: they are not there, or cannot be read.</exception>
    public static async Task<(CatalogSnapshot Before, CatalogSnapshot After)> ReadAsync(DeploymentFolder folder, CancellationToken token)
    {
        try
        {
            return (await ReadAsync(folder.File(BeforeName), token), await ReadAsync(folder.File(AfterName), token));
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidDataException or UnauthorizedAccessException)
        {
            throw DeployFailure.Refused(
                FailureCode.EvidenceMissing,
                $"The catalogs of deployment {folder.Id} cannot be read: {e.Message}",
                "Bring back the whole folder of that deployment, or undo it by hand from its backup (docs/runbook.md).",
                e);
        }
    }

    private static async Task WriteAsync(string path, CatalogSnapshot catalog, CancellationToken token)
    {
        await using var file = PrivateFile.Open(path, FileMode.Create);
        await using var packed = new GZipStream(file, CompressionLevel.Fastest);
        await JsonSerializer.SerializeAsync(packed, new BackupCatalog(catalog.Facts, catalog.Unread), ManifestJson.Default.BackupCatalog, token);
    }

    private static async Task<CatalogSnapshot> ReadAsync(string path, CancellationToken token)
    {
        await using var file = File.OpenRead(path);
        await using var packed = new GZipStream(file, CompressionMode.Decompress);
        var catalog = await JsonSerializer.DeserializeAsync(packed, ManifestJson.Default.BackupCatalog, token);
        return (catalog ?? throw new JsonException("The file holds null.")).ToSnapshot();
    }
}
