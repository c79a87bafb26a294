namespace Lockkeeper.Contracts;

/// <summary>How a migration can do otherwise than its header says.</summary>
public enum ContractFindingKind
{
    /// <summary>An object is gone that the header does not name.</summary>
    UndeclaredRemoval,

    /// <summary>An object is otherwise than before, and the header does not name it.</summary>
    UndeclaredAlteration,

    /// <summary>The header names what did not happen.</summary>
    DeclaredButNotDone,

    /// <summary>Rows or values are gone, and the header does not say so.</summary>
    UndeclaredDataLoss,

    /// <summary>Rows of a preserved table were written.</summary>
    PreservedRowsChanged,

    /// <summary>A routine or view names something that is gone.</summary>
    BrokenRoutine,

    /// <summary>An index that the server does not use.</summary>
    InvalidIndex,
}

/// <summary>One way in which a migration did not keep its contract.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Object">Kind and name.</param>
/// <param name="Sentence">What happened and what to do, for people.</param>
public sealed record ContractFinding(ContractFindingKind Kind, string Object, string Sentence)
{
    /// <summary>File and line of the declaration concerned, else null.</summary>
    public string? Where { get; init; }

    /// <summary>What changed, in few words; never a routine's body.</summary>
    public string? Difference { get; init; }

    /// <summary>The line that the header lacks, else null.</summary>
    public string? Missing { get; init; }

    /// <inheritdoc />
    public override string ToString() => Where is null ? Sentence : $"{Where}: {Sentence}";
}
