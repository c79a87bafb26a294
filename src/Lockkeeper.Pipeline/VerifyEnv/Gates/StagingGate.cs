using System.Text.Json;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.VerifyEnv.Gates;

/// <summary>What is known of the same migrations in staging.</summary>
internal sealed record StagingFinding(ChecklistStatus Status, string Note, IReadOnlyList<GateFinding> Findings);

/// <summary>Where <c>requires: { staging: 7d }</c> is set, a report of a successful staging deployment of the very same files must exist.</summary>
internal static class StagingGate
{
    public static StagingFinding Look(DeployOptions options, MigrationFolder folder, TimeProvider time)
    {
        if (!options.Requires.TryGetValue("staging", out var age))
            return new(ChecklistStatus.NotApplicable, $"{options.Environment} does not ask for evidence from staging (requires.staging)", []);

        var wanted = folder.Migrations.Select(m => $"{m.Version} {m.Sha256}").ToHashSet(StringComparer.Ordinal);
        var oldest = time.GetUtcNow() - age;
        var found = Reports(options.ArtifactsFolder).FirstOrDefault(path => IsEvidence(path, wanted, oldest));
        if (found is not null) return new(ChecklistStatus.Done, $"the same files passed in staging: {Path.GetFileName(Path.GetDirectoryName(found))}", []);

        var problem = new Problem(
            $"environments.{options.Environment}.requires.staging",
            $"asks for a successful deployment of these migrations to staging within {age.TotalDays:0.#} days; {options.ArtifactsFolder} has none.",
            "Run ./build.sh --target=DeployStaging first, or bring its artifacts folder here.");
        return new(ChecklistStatus.Failed, problem.What, [new GateFinding(FailureCode.EvidenceMissing, problem)]);
    }

    private static IEnumerable<string> Reports(string artifacts)
    {
        var deployments = Path.Combine(artifacts, "deployments");
        return !Directory.Exists(deployments) ? [] : Directory.EnumerateDirectories(deployments, "*-staging-*")
            .OrderDescending(StringComparer.Ordinal).Select(d => Path.Combine(d, "report.json")).Where(File.Exists);
    }

    private static bool IsEvidence(string path, HashSet<string> wanted, DateTimeOffset oldest)
    {
        try
        {
            using var report = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = report.RootElement;
            return root.GetProperty("outcome").GetString() is "succeeded"
                && root.GetProperty("environment").GetString() is "staging"
                // A copy of staging is not staging.
                && !(root.TryGetProperty("staging", out var copied) && copied.ValueKind is JsonValueKind.Object)
                && root.GetProperty("startedAt").GetDateTimeOffset() >= oldest
                && wanted.SetEquals(root.GetProperty("migrations").EnumerateArray()
                    .Select(m => $"{m.GetProperty("version").GetString()} {m.GetProperty("sha256").GetString()}"));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IOException or FormatException)
        {
            // A report that cannot be read proves nothing.
            return false;
        }
    }
}
