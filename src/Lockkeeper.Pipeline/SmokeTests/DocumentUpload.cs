using Lockkeeper.Evidence;
using Lockkeeper.Pipeline.SmokeTests.DatabaseOnly;
using Lockkeeper.Pipeline.SmokeTests.Documents;
using Lockkeeper.Pipeline.SmokeTests.Rows;
using Lockkeeper.Pipeline.SmokeTests.Users;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>A new user uploads a file and writes its row, both under row level security, and reads them back; another user and strangers see neither.</summary>
internal static class DocumentUpload
{
    public static async Task<string> RunAsync(SmokeRun run)
    {
        if (run.Supabase?.StorageAsService is null)
        {
            var seen = await run.Database.RolledBackAsync(run.Deployment, (scope, _) => DocumentSecrecy.ProveAsync(scope), run.Token);
            run.RequireSupabase(withSecret: true, seen);
        }

        run.RequireHealthy("auth", "rest", "storage");
        run.RequirePassed(SmokeTestNames.AuthenticationFlow);
        run.RequirePassed(SmokeTestNames.StorageAccess);
        var plan = await UploadPlan.FindAsync(run);
        var (owner, other) = await run.Users.PairAsync();
        var subject = plan.SubjectFor(run, owner.Id);
        await UploadAsync(run, subject, owner);
        var row = await DocumentRow.InsertAsync(run, plan, subject, owner);
        run.Document = new UploadedDocument(plan.Table, row, subject);
        await new DocumentVisibility(run, plan, subject, row).CheckAsync(owner, other);
        if (run.Services.Api.Upload is { } address) await ProductUpload.RunAsync(run, address, plan, owner);
        return $"a new user's file in bucket {plan.Bucket.Id} and row in {plan.Table.Qualified}: read back by its owner, hidden from others";
    }

    private static async Task UploadAsync(SmokeRun run, RowSubject subject, LoggedIn owner)
    {
        try
        {
            await run.Supabase!.Storage.UploadAsync(new StorageObject(subject.Bucket, subject.Path), subject.File.Bytes, subject.File.ContentType, owner.Token, run.Token);
            run.Saw($"POST /storage/v1/object/{subject.Bucket}: {subject.File.Bytes.Length} bytes of {subject.File.ContentType}, as the user");
        }
        catch (ServiceFailure e)
        {
            throw SmokeStop.Failed(
                $"a user cannot upload {run.Options.SmokeTests.Upload.Path} to bucket {subject.Bucket}: {e.Message}", ServiceCauses.Of(e),
                "compare the INSERT policies on storage.objects with that path; where the project names its files otherwise, set smokeTests.upload.path");
        }
    }
}
