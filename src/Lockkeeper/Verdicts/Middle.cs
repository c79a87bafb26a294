namespace Lockkeeper.Verdicts;

/// <summary>The median.</summary>
internal static class Middle
{
    internal static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
