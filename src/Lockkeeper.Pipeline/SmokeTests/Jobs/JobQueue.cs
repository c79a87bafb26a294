using System.Text.Json.Nodes;
using Lockkeeper.Pipeline.SmokeTests.Documents;
using Lockkeeper.Pipeline.SmokeTests.Rows;

namespace Lockkeeper.Pipeline.SmokeTests.Jobs;

/// <summary>The table that workers take jobs from.</summary>
/// <param name="Table">Its shape.</param>
/// <param name="State">The column that says how far a job is.</param>
/// <param name="Done">Its words for one that is done.</param>
internal sealed record JobQueue(TableShape Table, string State, IReadOnlyList<string> Done)
{
    private const string Usual = "upload_pipeline.jobs";

    private static readonly string[] UsualStates = ["state", "status"];

    private static readonly string[] UsuallyDone = ["succeeded", "completed", "done", "finished", "processed"];

    private static readonly string[] UsuallyLost = ["failed", "error", "errored", "dead_letter", "cancelled", "canceled"];

    /// <summary>Whether a job of this state will not be done any more.</summary>
    public static bool IsLost(string? state) => UsuallyLost.Contains(state, StringComparer.OrdinalIgnoreCase);

    /// <summary>The table of jobs; null where there is none.</summary>
    public static async Task<TableShape?> TableAsync(SmokeRun run, CancellationToken token) =>
        await TableShape.ReadAsync(run.Database, run.Options.SmokeTests.Worker.Table ?? Usual, token);

    /// <returns>Null where there is no such table.</returns>
    /// <exception cref="SmokeStop">Something has to be configured; it names the key.</exception>
    public static async Task<JobQueue?> FindAsync(SmokeRun run)
    {
        var options = run.Options.SmokeTests.Worker;
        if (await TableAsync(run, run.Token) is not { } table)
            return options.Table is null ? null : throw SmokeStop.Skipped($"smokeTests.worker.table: there is no table {options.Table}");
        var state = table.Columns.FirstOrDefault(c => options.State is { } name ? string.Equals(c.Name, name, StringComparison.Ordinal) : UsualStates.Contains(c.Name, StringComparer.Ordinal))
            ?? throw SmokeStop.Skipped($"found no column of {table.Qualified} that says how far a job is: set smokeTests.worker.state");
        var done = options.Done ?? (state.Labels.Count == 0 ? UsuallyDone : [.. state.Labels.Where(l => UsuallyDone.Contains(l, StringComparer.OrdinalIgnoreCase))]);
        return done.Count > 0 ? new JobQueue(table, state.Name, done) : throw SmokeStop.Skipped($"cannot tell which {state.Name} of {table.Qualified} means done: set smokeTests.worker.done");
    }

    /// <summary>Puts a job in.</summary>
    /// <returns>Its row as it was stored.</returns>
    public async Task<JsonNode> AddAsync(SmokeRun run, UploadedDocument document)
    {
        var filler = new RowFiller(run.Database, document.Subject, run.Options.SmokeTests.Worker.Columns);
        if (document.Table.Key is [var key]) filler.Known[document.Table.Qualified] = document.Row[key.Name]!.DeepClone();
        var (row, unknown) = await filler.FillAsync(Table, run.Token);
        if (unknown.Count > 0) throw SmokeStop.Skipped($"cannot tell what {string.Join(", ", unknown)} of {Table.Qualified} should hold: set smokeTests.worker.columns.{unknown[0]}");
        var columns = string.Join(", ", row.Select(c => TableShape.Quote(c.Key)));
        var sql = $"insert into {Table.Quoted} as j ({columns}) select {columns} from jsonb_populate_record(null::{Table.Quoted}, $1::jsonb) returning to_jsonb(j)::text";
        return JsonNode.Parse(await run.Database.ScalarAsync<string>(sql, run.Token, row.ToJsonString()) ?? throw SmokeStop.Failed($"the INSERT into {Table.Qualified} returned no row", "a trigger swallows new jobs", $"look at the triggers on {Table.Qualified}"))!;
    }

    /// <summary>The job as it is now; null where it is gone.</summary>
    public async Task<JsonNode?> ReadAsync(SmokeRun run, JsonNode job)
    {
        var json = await run.Database.ScalarAsync<string>($"select to_jsonb(j)::text from {Table.Quoted} j where {Where}", run.Token, KeyOf(job));
        return json is null ? null : JsonNode.Parse(json);
    }

    /// <summary>Takes it out.</summary>
    public Task RemoveAsync(SmokeRun run, JsonNode job, CancellationToken token) =>
        run.Database.ExecuteAsync($"delete from {Table.Quoted} j where {Where}", token, KeyOf(job));

    private string Where => Table.Key.Count == 0
        ? throw SmokeStop.Skipped($"{Table.Qualified} has no primary key, by which a job could be found again: set smokeTests.worker.table to one that has")
        : string.Join(" and ", Table.Key.Select((c, i) => $"j.{TableShape.Quote(c.Name)}::text = $1[{i + 1}]"));

    private object?[] KeyOf(JsonNode job) => [Table.Key.Select(c => job[c.Name]?.ToString() ?? "").ToArray()];
}
