using System.Security.Cryptography;
using System.Text;
using Lockkeeper.Failures;

namespace Lockkeeper.Migrations;

/// <summary>All migrations of a folder.</summary>
/// <param name="Folder">Its path, for messages.</param>
/// <param name="Migrations">Ordered by version in ordinal text order, as the Supabase CLI applies them.</param>
/// <param name="Problems">Every rule of the folder that is broken; with any of them nothing can be planned. What is wrong inside a file, the file tells.</param>
/// <param name="Sha256">Hash over the names and hashes of all migrations, lower-case hexadecimal: the identity of the set.</param>
public sealed record MigrationFolder(
    string Folder,
    IReadOnlyList<Migration> Migrations,
    IReadOnlyList<Problem> Problems,
    string Sha256)
{
    /// <summary>Takes the files of a folder, in any order; those that are no <c>.sql</c> files are ignored.</summary>
    public static MigrationFolder From(string folder, IReadOnlyList<MigrationSource> files)
    {
        var candidates = files.Where(f => MigrationFile.IsCandidate(f.FileName)).OrderBy(f => f.FileName, StringComparer.Ordinal).ToList();
        var migrations = new List<Migration>();
        var problems = new List<Problem>();
        foreach (var candidate in candidates)
        {
            var (migration, problem) = MigrationFile.Read(candidate);
            if (problem is not null) problems.Add(problem);
            if (migration is not null) migrations.Add(migration);
        }
        if (candidates.Count == 0)
            problems.Add(new(folder, "The folder holds no .sql file.", "Check the path that --migrations or lockkeeper.yaml gives, and the checkout."));
        problems.AddRange(Duplicates(migrations));
        return new MigrationFolder(folder, migrations, problems, Hash(migrations));
    }

    /// <summary>Why this folder cannot be planned with, or these migrations of it not be applied, all together; null when there is nothing.</summary>
    public PlanRefusal? Refusal(IEnumerable<Migration> toApply) => Problems.Concat(toApply.SelectMany(m => m.Problems)).ToList() is { Count: > 0 } all
        ? new PlanRefusal(
            FailureCode.MigrationFolder,
            $"The migrations in {Folder} cannot be applied as they are:",
            all,
            "Correct what is listed and run the same command again; nothing was touched.")
        : null;

    private static IEnumerable<Problem> Duplicates(List<Migration> migrations) =>
        from sameVersion in migrations.GroupBy(m => m.Version, StringComparer.Ordinal)
        where sameVersion.Count() > 1
        select new Problem(
            string.Join(", ", sameVersion.Select(m => m.FileName)),
            $"{sameVersion.Count()} files have the version {sameVersion.Key}.",
            "Give all but the one that is already applied a new version.");

    private static string Hash(List<Migration> migrations)
    {
        var lines = string.Concat(migrations.Select(m => $"{m.Sha256}  {m.FileName}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)));
    }
}
