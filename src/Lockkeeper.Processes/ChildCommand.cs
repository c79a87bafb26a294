namespace Lockkeeper.Processes;

/// <summary>A program to run. Arguments are a list: nothing is ever quoted, and nothing secret belongs in them.</summary>
/// <param name="Program">Name to be found on PATH, or a path.</param>
/// <param name="Arguments">One entry an argument.</param>
public sealed record ChildCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Added to this process's environment; a null value removes the variable. Secrets go here.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Null: this process's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>After this the whole tree is killed and the run fails.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>Called for each line of either stream while the program runs.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>What to write to standard input, which is closed afterwards. Null: standard input is empty.</summary>
    public string? StandardInput { get; init; }

    /// <summary>Exit codes other than 0 that are an answer and no failure.</summary>
    public IReadOnlyList<int> AlsoExpected { get; init; } = [];
}
