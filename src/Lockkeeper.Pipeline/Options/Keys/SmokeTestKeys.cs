namespace Lockkeeper.Pipeline.Options.Keys;

/// <summary>The keys of the smoke tests; an environment may say them differently.</summary>
internal static class SmokeTestKeys
{
    public static KeyRule SmokeTests => KeyRule.Section("smokeTests", "What the six smoke tests need to know of the project.",
        new("required", KeyKind.SmokeTests, "none", "Tests that must not be skipped: where one of them is not configured, nothing is started."),
        new("deadline", KeyKind.Duration, "30s", "Longest wait for a job to be done, and for REST to learn of a new schema."),
        new("buckets", KeyKind.Names, "those of the database before the deployment", "Buckets that storage must have; ID=public and ID=private also say whether everybody may read them."),
        KeyRule.Section("upload", "What a document is made of.",
            new("bucket", KeyKind.Text, "documents, else the only one there is", "The bucket that its file is uploaded to."),
            new("table", KeyKind.Text, "documents.documents, else the first table with an owner in schema documents", "The table that its row is written to, as schema.table."),
            new("path", KeyKind.Text, "{user}/{file}", "The name of its object; {user} stands for the owner's id, {file} for the file's name."),
            new("columns", KeyKind.Values, "by name and type", "Values for columns that cannot be filled by their name and type.")),
        KeyRule.Section("worker", "How a job is queued and seen done.",
            new("table", KeyKind.Text, "upload_pipeline.jobs where it exists", "The table that a job is written to, as schema.table."),
            new("state", KeyKind.Text, "state, else status", "The column that says how far a job is."),
            new("done", KeyKind.Names, "succeeded, completed, done, finished, processed", "The words of that column for a job that is done."),
            new("columns", KeyKind.Values, "by name and type", "Values for columns that cannot be filled by their name and type.")));
}
