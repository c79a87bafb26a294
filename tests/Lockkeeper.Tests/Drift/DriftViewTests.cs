using System.Text.Json;
using Lockkeeper.Drift;
using Lockkeeper.Reports;
using Lockkeeper.Tests.Reports;

namespace Lockkeeper.Tests.Drift;

public sealed class DriftViewTests
{
    private static readonly DriftFindings None = new([], [], [], []);

    private static readonly DriftFindings Some = new(
        ["policy own on public.t"], ["table public.by_hand", "bucket files"],
        [new("table public.t", ["index public.i added", "grants: anon gained INSERT"])], ["cron.job: unreadable."]);

    private static readonly DriftReport Replayed =
        new("production", SampleEvidence.Target, Some) { Applied = 26, History = ["20250101000000_drop.sql is pending: what it changes is not expected yet."] };

    [Fact]
    public void Shows_the_history_first_and_then_every_object_with_what_differs()
    {
        DriftView.Text(Replayed).ReplaceLineEndings("\n").Should().Be($"""
            production: {SampleEvidence.Target}
            compared with what its 26 applied migrations imply, built on a throwaway PostgreSQL {SampleEvidence.Target.ServerMajor}
              20250101000000_drop.sql is pending: what it changes is not expected yet.

            Missing on the target: 1
              policy own on public.t

            On the target but in no applied migration: 2
              table public.by_hand
              bucket files

            Different (expected → found): 1
              table public.t
                index public.i added
                grants: anon gained INSERT

            Not compared: cron.job: unreadable.
            Drift: 1 object missing, 2 extra, 1 different.
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Says_so_where_there_is_none() =>
        DriftView.Text(Replayed with { Findings = None }).Should().EndWith("No drift.").And.NotContain("Missing");

    [Fact]
    public void Names_both_environments_where_two_are_compared() =>
        DriftView.Text(Replayed with { Against = "staging", Other = SampleEvidence.Target })
            .Should().ContainAll("compared with staging: ", "Only on staging: 1", "Only on production: 2", "Different (staging → production): 1");

    [Fact]
    public void The_json_says_the_same()
    {
        using var json = JsonDocument.Parse(DriftView.Json(Replayed));
        var root = json.RootElement;

        root.GetProperty("drift").GetBoolean().Should().BeTrue();
        root.GetProperty("comparedWith").GetProperty("appliedMigrations").GetInt32().Should().Be(26);
        root.GetProperty("missing")[0].GetString().Should().Be("policy own on public.t");
        root.GetProperty("extra").GetArrayLength().Should().Be(2);
        root.GetProperty("different")[0].GetProperty("differences")[1].GetString().Should().Be("grants: anon gained INSERT");
        root.GetProperty("history").GetArrayLength().Should().Be(1);
        root.GetProperty("notCompared").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public void The_json_names_the_environment_that_was_compared_with()
    {
        using var json = JsonDocument.Parse(DriftView.Json(new("production", SampleEvidence.Target, None) { Against = "staging", Other = SampleEvidence.Target }));

        json.RootElement.GetProperty("drift").GetBoolean().Should().BeFalse();
        var with = json.RootElement.GetProperty("comparedWith");
        (with.GetProperty("environment").GetString(), with.GetProperty("target").GetProperty("port").GetInt32()).Should().Be(("staging", SampleEvidence.Target.Port));
    }
}
