namespace Lockkeeper.Verdicts;

/// <summary>What the bake window showed.</summary>
public enum Verdict
{
    /// <summary>Every threshold held over the whole window.</summary>
    Successful,

    /// <summary>A threshold was broken as often in a row as the failure limit says.</summary>
    Failed,

    /// <summary>Samples were missing: nobody can say.</summary>
    Inconclusive,
}
