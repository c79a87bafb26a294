namespace Lockkeeper.Benchmarks.Migrations;

/// <summary>The value in the middle: one slow run on a shared machine does not move it.</summary>
internal static class Median
{
    public static double Of(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
