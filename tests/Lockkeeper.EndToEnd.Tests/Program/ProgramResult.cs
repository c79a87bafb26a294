using System.Text.Json.Nodes;

namespace Lockkeeper.EndToEnd.Tests.Program;

/// <summary>One run of the program and what it left behind.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error, string Artifacts)
{
    /// <summary>Everything it printed.</summary>
    public string Said => Output + Error;

    /// <summary>The folders of its deployments.</summary>
    public IReadOnlyList<string> Deployments
    {
        get
        {
            var folder = Path.Combine(Artifacts, "deployments");
            return Directory.Exists(folder)
                ? [.. Directory.GetDirectories(folder).Where(d => new DirectoryInfo(d).LinkTarget is null)]
                : [];
        }
    }

    /// <summary>The folder of its newest deployment.</summary>
    public string Latest => Path.Combine(Artifacts, "deployments", "latest");

    /// <summary>report.json of the newest deployment.</summary>
    public JsonNode Report => JsonNode.Parse(File.ReadAllText(Path.Combine(Latest, "report.json")))!;

    /// <summary>A text of the report, such as <c>failure.state</c>; null where it is not there.</summary>
    public string? Reported(string path)
    {
        JsonNode? at = Report;
        foreach (var key in path.Split('.'))
            at = at?[key];
        return at?.ToString();
    }

    /// <summary>Text members of an array of the report, such as the names of its phases.</summary>
    public IReadOnlyList<string> All(string array, string member) =>
        [.. Report[array]!.AsArray().Select(item => item![member]!.ToString())];
}
