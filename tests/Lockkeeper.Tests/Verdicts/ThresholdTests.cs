using Lockkeeper.Verdicts;

namespace Lockkeeper.Tests.Verdicts;

public sealed class ThresholdTests
{
    [Theory]
    [InlineData("3x +250ms", MetricUnit.Seconds, 0.04, 0.29)]
    [InlineData("3x +250ms", MetricUnit.Seconds, 1.0, 3.0)]
    [InlineData("5m 3x", MetricUnit.Seconds, 10.0, 300.0)]
    [InlineData("2h", MetricUnit.Seconds, null, 7200.0)]
    [InlineData("15% +15%", MetricUnit.Share, 0.2, 0.35)]
    [InlineData("15% +15%", MetricUnit.Share, null, 0.15)]
    [InlineData("0 2x", MetricUnit.PerSecond, 0.0, 0.0)]
    [InlineData("0.5/s", MetricUnit.PerSecond, 7.0, 0.5)]
    [InlineData("20MB/s", MetricUnit.BytesPerSecond, null, 20e6)]
    [InlineData("64MB", MetricUnit.Bytes, null, 64e6)]
    [InlineData("1x", MetricUnit.Count, 2.0, 2.0)]
    [InlineData("1x", MetricUnit.Count, null, null)]
    [InlineData("off", MetricUnit.Count, 2.0, null)]
    public void The_largest_part_counts(string text, MetricUnit unit, double? baseline, double? limit)
    {
        var over = Threshold.Parse(text, unit)!.Over(baseline);

        if (limit is null) over.Should().BeNull();
        else over.Should().BeApproximately(limit.Value, 1e-9);
    }

    [Theory]
    [InlineData("", MetricUnit.Count)]
    [InlineData("lots", MetricUnit.Count)]
    [InlineData("5", MetricUnit.Seconds)]
    [InlineData("5", MetricUnit.Share)]
    [InlineData("5ms", MetricUnit.Share)]
    [InlineData("-5", MetricUnit.Count)]
    [InlineData("3x 4x", MetricUnit.Count)]
    [InlineData("5 6", MetricUnit.Count)]
    [InlineData("+5 +6", MetricUnit.Count)]
    [InlineData("off 5", MetricUnit.Count)]
    [InlineData("1e9", MetricUnit.Count)]
    public void What_is_no_threshold_of_the_unit_is_none(string text, MetricUnit unit) => Threshold.Parse(text, unit).Should().BeNull();

    [Fact]
    public void Every_metric_has_one_by_default() =>
        Threshold.Defaults.Should().HaveCount(Metrics.All.Count).And.OnlyContain(t => t.Value != null && t.Value != Threshold.Off);

    [Theory]
    [InlineData(0.012, MetricUnit.Seconds, "12 ms")]
    [InlineData(3.25, MetricUnit.Seconds, "3.25 s")]
    [InlineData(0.155, MetricUnit.Share, "16 %")]
    [InlineData(1_500_000, MetricUnit.Bytes, "1.5 MB")]
    [InlineData(200, MetricUnit.BytesPerSecond, "200 B/s")]
    [InlineData(0.25, MetricUnit.PerSecond, "0.25/s")]
    [InlineData(6, MetricUnit.Count, "6")]
    public void Amounts_are_shown_in_their_unit(double value, MetricUnit unit, string shown) => Amount.Show(value, unit).Should().Be(shown);
}
