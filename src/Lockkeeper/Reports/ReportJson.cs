using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Reports;

/// <summary>How report.json is written: every key always there, enums by their camelCase name, exit codes as numbers.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(UtcTime), typeof(CamelCase<PhaseStatus>), typeof(CamelCase<Outcome>), typeof(CamelCase<ChecklistStatus>),
        typeof(CamelCase<SmokeTestStatus>), typeof(CamelCase<MigrationStatus>), typeof(CamelCase<Verdict>),
        typeof(CamelCase<FailureCode>), typeof(CamelCase<FailureState>), typeof(CamelCase<RewriteKind>), typeof(CamelCase<MetricUnit>),
    ])]
[JsonSerializable(typeof(DeploymentReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    private static readonly Lazy<ReportJson> Readable = new(CreateReadable);

    internal static ReportJson Indented => Readable.Value;

    private static ReportJson CreateReadable() => new(new JsonSerializerOptions(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    });
}
