using System.Text.Json.Nodes;
using Lockkeeper.Pipeline.SmokeTests.Rows;
using Lockkeeper.Pipeline.SmokeTests.Users;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests.Documents;

/// <summary>Who sees a document: its owner, and nobody else.</summary>
internal sealed class DocumentVisibility(SmokeRun run, UploadPlan plan, RowSubject subject, JsonNode row)
{
    private readonly RestTable _table = new(plan.Table.Schema, plan.Table.Name);
    private readonly StorageObject _object = new(subject.Bucket, subject.Path);

    public async Task CheckAsync(LoggedIn owner, LoggedIn other)
    {
        if ((await RowsAsync(owner.Token)) is not 1)
            throw SmokeStop.Failed($"the owner does not see the row of {_table} that was just written", "no SELECT policy lets owners read", "look at the policies of the table");
        if (await DownloadAsync(owner.Token) is not { } bytes || !bytes.AsSpan().SequenceEqual(subject.File.Bytes))
            throw SmokeStop.Failed("the owner does not get the file back that was just uploaded", "no SELECT policy on storage.objects lets owners read, or storage lost the file", "look at the policies on storage.objects, then at storage's log");
        run.Saw("the owner reads row and file back, the same bytes");

        foreach (var (who, token) in new[] { ("another user", (string?)other.Token), ("anon", null) })
        {
            if (await RowsAsync(token) is > 0 and var seen)
                throw SmokeStop.Failed($"{who} sees {seen} row of {_table} that is not theirs", "row level security is off, or a policy lets everybody read", $"alter table {plan.Table.Quoted} enable row level security, and look at its policies");
            if (!plan.Bucket.IsPublic && await DownloadAsync(token) is not null)
                throw SmokeStop.Failed($"{who} downloads a file of bucket {subject.Bucket} that is not theirs", "a policy on storage.objects lets everybody read", "look at the SELECT policies on storage.objects");
        }

        run.Saw("another user and anon see neither row nor file");
    }

    // Null: refused, which is as good as seeing nothing.
    private async Task<int?> RowsAsync(string? token)
    {
        var key = plan.Table.Key is { Count: > 0 } columns ? columns : [plan.Owner];
        var filter = string.Join('&', key.Select(c => $"{c.Name}=eq.{Uri.EscapeDataString(row[c.Name]?.ToString() ?? "")}"));
        try
        {
            return (await run.Supabase!.Rest.SelectAsync(_table, $"select={plan.Owner.Name}&{filter}", token, run.Token)).Count;
        }
        catch (ServiceFailure e) when (Refusal.Is(e))
        {
            return null;
        }
    }

    private async Task<byte[]?> DownloadAsync(string? token)
    {
        try
        {
            return await run.Supabase!.Storage.DownloadAsync(_object, token, run.Token);
        }
        catch (ServiceFailure e) when (Refusal.Is(e))
        {
            return null;
        }
    }
}
