using System.Text.Json.Nodes;
using Lockkeeper.Evidence;
using Lockkeeper.Pipeline.SmokeTests.Rows;
using Lockkeeper.Pipeline.SmokeTests.Users;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests.Documents;

/// <summary>Writes the row of a document as its owner, through REST.</summary>
internal static class DocumentRow
{
    // What the server says of values that do not suit: then it is we who do not know the project.
    private static readonly string[] Unsuited = ["23502", "23503", "23505", "23514", "22P02", "22001", "22003", "22007", "22008", "428C9"];

    /// <exception cref="SmokeStop">Skipped where the row cannot be filled; failed where it is refused.</exception>
    public static async Task<JsonNode> InsertAsync(SmokeRun run, UploadPlan plan, RowSubject subject, LoggedIn owner)
    {
        var (row, unknown) = await new RowFiller(run.Database, subject, run.Options.SmokeTests.Upload.Columns).FillAsync(plan.Table, run.Token);
        if (unknown.Count > 0)
            throw SmokeStop.Skipped($"cannot tell what {string.Join(", ", unknown)} of {plan.Table.Qualified} should hold: set smokeTests.upload.columns.{unknown[0]}");
        try
        {
            var stored = await run.Supabase!.Rest.InsertAsync(new RestTable(plan.Table.Schema, plan.Table.Name), row, owner.Token, run.Token);
            run.Saw($"POST /rest/v1 {plan.Table.Qualified}: a row with {string.Join(", ", row.Select(c => c.Key))}, as the user");
            return stored;
        }
        catch (ServiceFailure e) when (e.Code is "PGRST106" && !WorkedBefore(run))
        {
            throw SmokeStop.Skipped($"REST does not expose schema {plan.Table.Schema}: add it to the exposed schemas of the project's API settings, or set smokeTests.upload.table");
        }
        catch (ServiceFailure e) when (Unsuited.Contains(e.Code, StringComparer.Ordinal) && !WorkedBefore(run))
        {
            throw SmokeStop.Skipped($"{plan.Table.Qualified} refuses the row ({e.Code} {e.Error.Message}): set smokeTests.upload.columns for what it needs");
        }
        catch (ServiceFailure e)
        {
            throw SmokeStop.Failed($"a user cannot write a row of {plan.Table.Qualified}: {e.Message}", ServiceCauses.Of(e), "look at its INSERT and SELECT policies, grants and constraints");
        }
    }

    // What was taken before Migrate and is refused after it is this deployment's doing.
    private static bool WorkedBefore(SmokeRun run) => run.Memory.Of(SmokeTestNames.DocumentUpload) is SmokeTestStatus.Passed;
}
