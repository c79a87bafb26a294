using Lockkeeper.Pipeline.SmokeTests.Rows;

namespace Lockkeeper.Pipeline.SmokeTests.Sweeping;

/// <summary>Deletes the jobs that smoke tests left, by whatever leads to them.</summary>
internal static class LeftJobs
{
    /// <returns>How many there were.</returns>
    public static async Task<int> DeleteAsync(SmokeDatabase database, TableShape jobs, TableShape documents, string[] users, CancellationToken token)
    {
        var conditions = Conditions(jobs, documents);
        return conditions.Count == 0 ? 0 : await database.ExecuteAsync($"delete from {jobs.Quoted} where {string.Join(" or ", conditions)}", token, [users]);
    }

    // A reference or an owner has an index, or is at least quick to compare; texts are looked through only where there is neither.
    private static List<string> Conditions(TableShape jobs, TableShape documents)
    {
        if (jobs.ReferenceTo(documents) is { ReferencedColumn: { } column } reference && documents.Owner is { } owner)
        {
            return
            [
                $"""
                {TableShape.Quote(reference.Name)} in (
                    select {TableShape.Quote(column)} from {documents.Quoted} where {TableShape.Quote(owner.Name)}::text = any ($1))
                """,
            ];
        }

        return jobs.Owner is { } own
            ? [$"{TableShape.Quote(own.Name)}::text = any ($1)"]
            : [.. jobs.Columns.Where(c => c.Category is "S" || c.Type is "json" or "jsonb").Select(c => Names(TableShape.Quote(c.Name)))];
    }

    // What the filler of rows writes into a column that nothing more is known of: our name, a path below the user's id, or JSON with our name.
    private static string Names(string column) =>
        $"""({column}::text like '{SmokeNames.Prefix}%' or split_part({column}::text, '/', 1) = any ($1) or replace({column}::text, ' ', '') like '{"{"}"from":"{SmokeNames.Prefix}%')""";
}
