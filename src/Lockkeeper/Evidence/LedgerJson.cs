using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockkeeper.Failures;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Evidence;

/// <summary>How ledger lines are written. Generated at build time, because reflection costs start-up time; nulls are kept.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(UtcTime), typeof(CamelCase<Phase>), typeof(CamelCase<PhaseStatus>), typeof(CamelCase<Outcome>),
        typeof(CamelCase<ChecklistStatus>), typeof(CamelCase<SmokeTestStatus>), typeof(CamelCase<Verdict>),
        typeof(CamelCase<FailureCode>), typeof(CamelCase<FailureSource>), typeof(CamelCase<FailureState>),
        typeof(CamelCase<RewriteKind>), typeof(CamelCase<MetricUnit>),
    ])]
[JsonSerializable(typeof(LedgerEvent))]
[JsonSerializable(typeof(LedgerEntry))]
internal sealed partial class LedgerJson : JsonSerializerContext
{
    // Lazy, because the generated Default may be initialized after this field.
    private static readonly Lazy<LedgerJson> Readable = new(CreateReadable);

    internal static LedgerJson Line => Readable.Value;

    /// <summary>Names and messages stay readable: a ledger is never put into a page unescaped.</summary>
    private static LedgerJson CreateReadable() =>
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
