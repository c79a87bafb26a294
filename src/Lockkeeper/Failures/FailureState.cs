namespace Lockkeeper.Failures;

/// <summary>What a failure left behind on the target.</summary>
public enum FailureState
{
    /// <summary>The target is as it was before.</summary>
    NothingChanged,

    /// <summary>Something was changed and has been undone.</summary>
    RolledBack,

    /// <summary>The deployment is complete and was left in place (a failure after COMMIT).</summary>
    Applied,

    /// <summary>Partly applied, or unknown: a person must look.</summary>
    Dirty,
}
