namespace Lockkeeper.Benchmarks;

/// <summary>What is measured, and how thoroughly.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>Names of the groups and programs to measure; empty: everything.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>How often what is quick is run; what takes more than 2 s at most three times, more than 5 s once.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>A run that would take longer is not begun.</summary>
    public double LimitSeconds { get; init; } = 60;

    /// <summary>Numbers of migrations.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [27, 300, 1000];

    /// <summary>Round trips of the network, in milliseconds.</summary>
    public IReadOnlyList<int> RoundTrips { get; init; } = [0, 40];

    /// <summary>Whether the results file is written: only a whole measurement replaces it.</summary>
    public bool Write { get; init; } = true;

    /// <summary>Reads --only=a,b --runs=N --limit=SECONDS --sizes=27,300 --rtt=0,40 --no-write.</summary>
    public static BenchmarkOptions From(IReadOnlyList<string> arguments)
    {
        var options = new BenchmarkOptions();
        foreach (var argument in arguments)
        {
            var (name, value) = argument.Split('=', 2) is [var n, var v] ? (n, v) : (argument, "");
            options = name switch
            {
                "--only" => options with { Only = value.Split(',', StringSplitOptions.RemoveEmptyEntries) },
                "--runs" => options with { Runs = int.Parse(value) },
                "--limit" => options with { LimitSeconds = double.Parse(value) },
                "--sizes" => options with { Sizes = Numbers(value) },
                "--rtt" => options with { RoundTrips = Numbers(value) },
                "--no-write" => options with { Write = false },
                _ => throw new ArgumentException($"Unknown argument {argument}.", nameof(arguments)),
            };
        }

        return options;
    }

    /// <summary>Whether this group or program is wanted.</summary>
    public bool Wants(string name) => Only.Count == 0 || Only.Any(o => name.Contains(o, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a group that takes minutes was asked for by its name.</summary>
    public bool Names(string group) => Only.Contains(group, StringComparer.OrdinalIgnoreCase);

    private static IReadOnlyList<int> Numbers(string value) => [.. value.Split(',').Select(int.Parse)];
}
