namespace Lockkeeper.Pipeline.Options;

/// <summary>What the smoke tests need to know of the project.</summary>
/// <param name="Required">Names of the tests that must not be skipped.</param>
/// <param name="Buckets">Buckets that storage must have, ID, ID=public or ID=private; null: those of the database before the deployment.</param>
/// <param name="Deadline">Longest wait for a job to be done, and for REST to learn of a new schema.</param>
/// <param name="Upload">What a document is made of.</param>
/// <param name="Worker">How a job is queued and seen done.</param>
public sealed record SmokeTestOptions(IReadOnlyList<string> Required, IReadOnlyList<string>? Buckets, TimeSpan Deadline, UploadOptions Upload, JobOptions Worker);

/// <summary>What a document is made of; null: found out from the database.</summary>
/// <param name="Bucket">Where its file goes.</param>
/// <param name="Table">Where its row goes, as schema.table.</param>
/// <param name="Path">The name of its object; {user} stands for the owner's id, {file} for the file's name.</param>
/// <param name="Columns">Values for columns that name and type do not tell.</param>
public sealed record UploadOptions(string? Bucket, string? Table, string Path, IReadOnlyDictionary<string, string> Columns);

/// <summary>How a job is queued and seen done; null: found out from the database.</summary>
/// <param name="Table">Where its row goes, as schema.table.</param>
/// <param name="State">The column that says how far it is.</param>
/// <param name="Done">The words of that column for one that is done.</param>
/// <param name="Columns">Values for columns that name and type do not tell.</param>
public sealed record JobOptions(string? Table, string? State, IReadOnlyList<string>? Done, IReadOnlyDictionary<string, string> Columns);
