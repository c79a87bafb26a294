using System.Text.Json;
using System.Text.Json.Nodes;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Reports;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Tests.Reports;

public sealed class SchemaTests
{
    private static readonly string Json = JsonReport.Render(DeploymentReport.From(SampleLedgers.MigrationFailed().Entries));

    [Theory]
    [InlineData("\"schema\": 1", "\"schema\": 2", "report.schema is not 1")]
    [InlineData("\"outcome\": \"failed\"", "\"outcome\": \"fine\"", "report.outcome is none of")]
    [InlineData("\"exitCode\": 4", "\"exitCode\": \"4\"", "report.exitCode is none of")]
    [InlineData("\"monitor\": null", "\"watch\": null", "report.watch is not in the schema")]
    [InlineData("\"monitor\": null", "\"watch\": null", "report.monitor is missing")]
    [InlineData("\"startedAt\": \"2026", "\"startedAt\": \"26", "report.startedAt does not match")]
    [InlineData("\"version\": \"20250101000000\"", "\"version\": \"v1\"", "report.migrations[1].version does not match")]
    [InlineData("\"port\": 5432", "\"port\": 70000", "report.target.port is above 65535")]
    public void Refuses_a_report_that_breaks_it(string before, string after, string error)
    {
        Json.Should().Contain(before);
        SchemaCheck.Errors(Json.Replace(before, after, StringComparison.Ordinal)).Should().Contain(e => e.StartsWith(error, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_every_value_that_the_program_can_write()
    {
        var schema = SchemaCheck.Schema();
        Values(schema, "outcome").Should().BeEquivalentTo(Names<Outcome>());
        Values(schema, "failure", "code").Should().BeEquivalentTo(Names<FailureCode>());
        Values(schema, "failure", "state").Should().BeEquivalentTo(Names<FailureState>());
        Values(schema, "phases", "status").Should().BeEquivalentTo(Names<PhaseStatus>());
        Values(schema, "phases", "name").Should().BeEquivalentTo(Enum.GetNames<Phase>());
        Values(schema, "migrations", "status").Should().BeEquivalentTo(Names<MigrationStatus>());
        Values(schema, "checklist", "status").Should().BeEquivalentTo(Names<ChecklistStatus>());
        Values(schema, "smokeTests", "status").Should().BeEquivalentTo(Names<SmokeTestStatus>());
        Values(schema, "rehearsal", "migrations", "statements", "rewrites", "kind").Should().BeEquivalentTo(Names<RewriteKind>());
        Values(schema, "monitor", "verdict").Should().BeEquivalentTo(Names<Verdict>());
        Values(schema, "monitor", "metrics", "unit").Should().BeEquivalentTo(Names<MetricUnit>());
        Values(schema, "exitCode").Should().BeEquivalentTo(Enum.GetValues<ExitCode>().Select(c => $"{(int)c}"));
    }

    private static IEnumerable<string> Names<T>() where T : struct, Enum => Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName);

    private static IEnumerable<string> Values(JsonObject schema, params string[] path)
    {
        JsonNode at = schema;
        foreach (var key in path)
            at = (at["items"] ?? at)["properties"]![key]!;
        return at["enum"]!.AsArray().Select(v => v!.ToString());
    }
}
