using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.Tests.Options;

/// <summary>A project folder with a lockkeeper.yaml, and what a caller says on the command line and in the environment.</summary>
internal sealed class OptionsScene : IDisposable
{
    private readonly Dictionary<string, IReadOnlyList<string>> _arguments = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public string Root { get; } = Directory.CreateTempSubdirectory("lockkeeper-options-").FullName;

    public string CurrentFolder { get; set; } = "";

    public OptionsScene Yaml(string text, string file = "lockkeeper.yaml")
    {
        File.WriteAllText(Path.Combine(Root, file), text);
        return this;
    }

    public OptionsScene Argument(string name, params string[] values)
    {
        _arguments[name] = values;
        return this;
    }

    public OptionsScene Variable(string name, string value)
    {
        _variables[name] = value;
        return this;
    }

    public DeployOptions Resolve(string? target = null) => DeployOptions.Resolve(Sources(target));

    public OptionSources Sources(string? target = null) => new(
        _arguments,
        _variables,
        Root,
        CurrentFolder.Length == 0 ? Root : CurrentFolder,
        target,
        Interactive: false);

    /// <summary>The failure that resolving must end with.</summary>
    public DeployFailure Failure(string? target = null) =>
        FluentActions.Invoking(() => Resolve(target)).Should().ThrowExactly<DeployFailure>().Which;

    /// <summary>The one problem that resolving must find.</summary>
    public Problem Problem(string? target = null) => Failure(target).Problems.Should().ContainSingle().Which;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
