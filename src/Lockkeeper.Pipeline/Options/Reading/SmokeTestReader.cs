using Lockkeeper.Evidence;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>Reads what the smoke tests are told: what the environment says, else the common section.</summary>
internal sealed class SmokeTestReader(SettingTable table)
{
    private const string Section = "smokeTests";

    public SmokeTestOptions Read() => new(
        [.. SmokeTestNames.All.Where(n => (Given("required")?.Values ?? []).Contains(n, StringComparer.OrdinalIgnoreCase))],
        Given("buckets")?.Values,
        Given("deadline") is { } deadline ? Durations.Parse(deadline.Value)!.Value : TimeSpan.FromSeconds(30),
        new UploadOptions(Text("upload.bucket"), Text("upload.table"), Text("upload.path") ?? "{user}/{file}", Columns("upload.columns.")),
        new JobOptions(Text("worker.table"), Text("worker.state"), Given("worker.done")?.Values, Columns("worker.columns.")));

    private string? Text(string name) => Given(name)?.Value.Trim();

    private Dictionary<string, string> Columns(string prefix)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in (string[])[$"{Section}.{prefix}", $"environment.{Section}.{prefix}"])
        {
            foreach (var (name, setting) in table.Below(section)) columns[name] = setting.Value;
        }

        return columns;
    }

    private Setting? Given(string name) => table.Of(Section, name);
}
