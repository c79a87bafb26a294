namespace Lockkeeper.Supabase.LocalSupabase;

/// <summary>How the local services behave; the defaults are those of the product's project.</summary>
public sealed record LocalServicesOptions
{
    /// <summary>
    /// The schemas that REST exposes; the first is the one of requests that name none. All of them must be there, or REST answers 503. Empty: those
    /// that the project has granted to the platform's roles, looked up whenever the schema cache is made (<see cref="GrantedSchemas"/>).
    /// </summary>
    public IReadOnlyList<string> ExposedSchemas { get; init; } = ["public", "documents", "upload_pipeline"];

    /// <summary>The folder below which the objects' own folder is made, for somebody to clear away after a crash; null: the system's temporary folder.</summary>
    public string? ObjectsBelow { get; init; }
}
