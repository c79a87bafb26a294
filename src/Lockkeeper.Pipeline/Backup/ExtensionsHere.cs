using Lockkeeper.Catalog;
using Lockkeeper.Failures;
using Npgsql;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>A copy needs the extensions of its original; without one of them what it brings, and what uses it, cannot be proven.</summary>
internal static class ExtensionsHere
{
    public static async Task RequireAsync(NpgsqlConnection throwaway, CatalogSnapshot catalog, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select quote_ident(name) from pg_catalog.pg_available_extensions", throwaway);
        var available = new HashSet<string>(StringComparer.Ordinal);
        await using (var reader = await command.ExecuteReaderAsync(token))
        {
            while (await reader.ReadAsync(token)) available.Add(reader.GetString(0));
        }

        var missing = catalog.Facts.Where(f => f.Kind is "extension" && !available.Contains(f.Identity)).Select(f => f.Identity).ToList();
        if (missing.Count == 0) return;
        var names = string.Join(", ", missing);
        throw DeployFailure.NothingChanged(
            FailureCode.BackupFailed,
            FailureSource.Tool,
            $"the PostgreSQL server on this machine does not have the extension(s) {names}, so their objects, and all that uses them, cannot be restored here.",
            $"Install {names} for the PostgreSQL server on this machine, or set PG_BIN to one that has them, then run the same command again.");
    }
}
