using System.Collections.Concurrent;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests.Health;

/// <summary>
/// REST keeps a picture of the schema. After a migration it may know nothing of a table that is there, or still of one that is gone, until it is
/// told to look again.
/// </summary>
internal static class SchemaCache
{
    private const int AtOnce = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    /// <summary>Each thing that is wrong with REST; a picture that was old and is new again is none.</summary>
    public static async Task<IReadOnlyList<SmokeFinding>> FailuresAsync(SmokeRun run)
    {
        var rest = run.Supabase!.RestAsService ?? run.Supabase.Rest;
        run.Tables = await ExposedTables.ReadAsync(run);
        var gone = run.Memory.Tables.Except(run.Tables, StringComparer.Ordinal).ToList();
        try
        {
            // One call tells whether REST reaches its database at all.
            await PictureAsync(run, rest, [.. run.Tables.Take(1)], []);
            var picture = await PictureAsync(run, rest, run.Tables, gone);
            if (picture.Stale.Count == 0)
            {
                run.Saw($"GET /rest/v1: {picture.Known} tables known{(gone.Count > 0 ? $", {gone.Count} removed ones forgotten" : "")}");
                return [];
            }

            return await ReloadAsync(run, rest, picture.Stale, gone) is { } failure ? [failure] : [];
        }
        catch (ServiceFailure e)
        {
            run.IsUnhealthy("rest");
            return [new($"rest does not work: {e.Message}", ServiceCauses.Of(e), "look at its log")];
        }
    }

    private static async Task<SmokeFinding?> ReloadAsync(SmokeRun run, RestClient rest, IReadOnlyList<string> stale, IReadOnlyList<string> gone)
    {
        var began = run.Time.GetTimestamp();
        await run.Database.ExecuteAsync("notify pgrst, 'reload schema'", run.Token);
        while (true)
        {
            await Task.Delay(Pause, run.Time, run.Token);
            var now = await PictureAsync(run, rest, run.Tables, gone);
            var waited = run.Time.GetElapsedTime(began);
            if (now.Stale.Count == 0)
            {
                run.Saw($"REST had an old picture of {string.Join(", ", stale)}; after NOTIFY pgrst, 'reload schema' it knew {now.Known} tables, within {waited.TotalSeconds:0.0} s");
                return null;
            }

            if (waited < run.Options.SmokeTests.Deadline) continue;
            run.IsUnhealthy("rest");
            return new SmokeFinding(
                $"REST keeps an old picture of {string.Join(", ", now.Stale)}, {waited.TotalSeconds:0} s after NOTIFY pgrst, 'reload schema'",
                "it does not listen (db-channel-enabled), or connects through a transaction pooler", "restart it, then run the tests again");
        }
    }

    private static async Task<(int Known, IReadOnlyList<string> Stale)> PictureAsync(SmokeRun run, RestClient rest, IReadOnlyList<string> tables, IReadOnlyList<string> gone)
    {
        var (known, stale) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        await Parallel.ForEachAsync(tables.Concat(gone), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = run.Token }, async (name, token) =>
        {
            var code = await CodeAsync(rest, Table(name), token);
            // A schema that is not exposed has no tables for REST, and is nobody's mistake.
            if (code is "PGRST106") return;
            if (gone.Contains(name, StringComparer.Ordinal) ? code is "42P01" : code is "PGRST205") stale.Add(name);
            else known.Add(name);
        });
        run.Served = [.. known.Except(gone, StringComparer.Ordinal)];
        return (known.Count, [.. stale.Order(StringComparer.Ordinal)]);
    }

    // Who knows the table and may not read it knows it.
    private static async Task<string> CodeAsync(RestClient rest, RestTable table, CancellationToken token)
    {
        try
        {
            await rest.SelectAsync(table, "select=*&limit=0", accessToken: null, token);
            return "";
        }
        catch (ServiceFailure e) when (e.Code is "PGRST106" or "PGRST205" or "42P01" or "42501")
        {
            return e.Code;
        }
    }

    private static RestTable Table(string name) => name.Split('.') is [var schema, var table] ? new RestTable(schema, table) : new RestTable("public", name);
}
