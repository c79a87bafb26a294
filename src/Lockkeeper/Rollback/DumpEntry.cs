namespace Lockkeeper.Rollback;

/// <summary>One entry of a dump's table of contents.</summary>
/// <param name="Id">Its number in the dump.</param>
/// <param name="What">As pg_restore lists it: <c>TABLE public users postgres</c>, that is description, schema, name and owner, nothing quoted.</param>
/// <param name="DependsOn">Numbers of the entries that must come before it.</param>
public sealed record DumpEntry(int Id, string What, IReadOnlyList<int> DependsOn)
{
    private static readonly string[] AfterData =
    [
        "CONSTRAINT ", "CHECK CONSTRAINT ", "FK CONSTRAINT ", "INDEX ", "TRIGGER ", "RULE ", "POLICY ", "ROW SECURITY ", "EVENT TRIGGER ", "PUBLICATION ",
        "STATISTICS ", "MATERIALIZED VIEW DATA ",
    ];

    /// <summary>Whether it is the rows of a table.</summary>
    public bool IsRows => What.StartsWith("TABLE DATA ", StringComparison.Ordinal);

    /// <summary>Whether it sets a sequence to the value that it had.</summary>
    public bool IsSequenceValue => What.StartsWith("SEQUENCE SET ", StringComparison.Ordinal);

    /// <summary>Whether pg_restore makes it after the rows are in: what would slow them down, or fire on them.</summary>
    public bool IsAfterRows => AfterData.Any(kind => What.StartsWith(kind, StringComparison.Ordinal));
}
