using System.Globalization;
using Lockkeeper.Catalog;
using Lockkeeper.Rollback;

namespace Lockkeeper.Pipeline.Rollback;

/// <summary>What a rollback cannot say by being committed.</summary>
internal static class RollbackNotes
{
    public static IReadOnlyList<string> Of(DeploymentRecord deployment, CatalogSnapshot now)
    {
        List<string> notes = [];
        var changes = CatalogChange.Between(deployment.Before, deployment.After);
        if (changes.Details.Any(d => d is { After: null, Before.Kind: "table" or "column" }))
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Rows that came back are those of the backup, taken at {deployment.Backup.Evidence.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; what was written to them between then and the migration is not in it."));
        }

        // Facts that the deployment did not touch may have been changed by others; those are theirs.
        var touched = changes.Details.Select(d => d.Fact).ToHashSet(StringComparer.Ordinal);
        var other = CatalogChange.Between(deployment.Before, now).Details.Where(d => !touched.Contains(d.Fact)).Select(d => d.Fact).ToList();
        if (other.Count > 0) notes.Add($"Changed by others since the deployment began, and left so: {string.Join(", ", other.Take(20))}{(other.Count > 20 ? ", …" : "")}.");
        var moved = CatalogChange.Between(deployment.Before, now).Details.Where(d => touched.Contains(d.Fact)).ToList();
        notes.AddRange(moved.Where(d => d is { Before.Kind: "column" }).Select(d => $"{d.Fact} stands at another place among the columns than before.").Distinct(StringComparer.Ordinal));
        if (moved.Any(d => d is not { Before.Kind: "column" }) && RollbackGoal.Differences(deployment.Before, now).All(d => !touched.Contains(d.Fact)))
            notes.Add("Some expressions are the same and printed with other casts or parentheses than before, as PostgreSQL prints what was restored.");
        return notes;
    }
}
