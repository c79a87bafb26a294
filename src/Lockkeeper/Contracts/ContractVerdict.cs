namespace Lockkeeper.Contracts;

/// <summary>What came of comparing a header with what its migration did.</summary>
public sealed class ContractVerdict
{
    private readonly IReadOnlyList<HeaderRow> _rows;
    private readonly IReadOnlyList<Declared> _done;

    internal ContractVerdict(string fileName, IReadOnlyList<ContractFinding> findings, IReadOnlyList<HeaderRow> rows, IReadOnlyList<Declared> done)
    {
        FileName = fileName;
        Findings = findings;
        _rows = rows;
        _done = done;
    }

    /// <summary>The migration's file.</summary>
    public string FileName { get; }

    /// <summary>Whether it did what it declares and nothing else.</summary>
    public bool Kept => Findings.Count == 0;

    /// <summary>Everything that is otherwise than declared.</summary>
    public IReadOnlyList<ContractFinding> Findings { get; }

    /// <summary>
    /// The header under which the migration would have kept its contract, but for what no header allows: broken routines and invalid
    /// indexes. To be read before it is pasted: it may declare what nobody wanted.
    /// </summary>
    public string Header() =>
        string.Join('\n', _done.Select(d => d.HeaderLine).Concat(Findings.Select(f => f.Missing).OfType<string>())
            .Distinct(StringComparer.Ordinal).OrderBy(Rank));

    /// <summary>Expected beside found, each finding in a sentence, and the header that would be true.</summary>
    public string Message()
    {
        if (Kept) return $"{FileName} did what its header declares, and nothing else.";
        List<HeaderRow> rows =
        [
            new("", "object", "declared", "found"),
            .. _rows,
            .. Findings.Where(f => f.Kind != ContractFindingKind.DeclaredButNotDone).Select(f => new HeaderRow("✗", f.Object, "-", Found(f))),
        ];
        var (names, words) = (rows.Max(r => r.Object.Length), rows.Max(r => r.Expected.Length));
        var lines = rows.Select(r => $"  {r.Mark,-1} {r.Object.PadRight(names)}  {r.Expected.PadRight(words)}  {r.Found}".TrimEnd());
        var header = Header();
        return $"""
            {FileName} did not do what its header declares:

            {string.Join('\n', lines)}

            {string.Join('\n', Findings.Select(f => $"  - {f}"))}

            {(header.Length == 0 ? "It would need no header." : $"If all of it is wanted, this header says so:\n\n{Indented(header)}")}
            """;
    }

    private static string Found(ContractFinding finding) => finding.Kind switch
    {
        ContractFindingKind.UndeclaredRemoval => "removed",
        ContractFindingKind.UndeclaredAlteration => "altered",
        ContractFindingKind.UndeclaredDataLoss => "lost rows",
        ContractFindingKind.PreservedRowsChanged => "preserved rows written",
        ContractFindingKind.BrokenRoutine => "broken",
        _ => "invalid",
    };

    private static int Rank(string line) =>
        line.StartsWith("-- removes", StringComparison.Ordinal) ? 0 : line.StartsWith("-- alters", StringComparison.Ordinal) ? 1 : 2;

    private static string Indented(string text) => string.Join('\n', text.Split('\n').Select(l => $"  {l}"));
}
