using Cake.Core;
using Cake.Frosting;
using Lockkeeper.Pipeline;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Build;

/// <summary>
/// What every task is given. Options are read when a task first asks for them, so that targets which need none (Test, Format) also work
/// beside a broken lockkeeper.yaml; reading them has no effect on anything.
/// </summary>
public sealed class DeployContext : FrostingContext
{
    private readonly Lazy<DeployOptions> _options;
    private readonly Lazy<Deployment> _deployment;

    /// <summary>Made once by the host.</summary>
    public DeployContext(ICakeContext context, Run run)
        : base(context)
    {
        Run = run;
        Terminal = new Terminal(Console.Out, TimeProvider.System);
        Services = new PipelineServices(
            TimeProvider.System, Terminal, () => run.InterruptedBy, Terminal.IsInteractive ? Terminal.Confirm : null, DockerContainers.For(context))
        {
            Waits = Terminal.IsLive ? Terminal : null,
            Work = Terminal.IsLive ? Terminal : null,
            Bake = Terminal.IsLive ? Terminal : null,
        };
        _options = new Lazy<DeployOptions>(() => DeployOptions.Resolve(Sources()));
        _deployment = new Lazy<Deployment>(() => new Deployment(Options, Services));
    }

    /// <summary>Token, results and exit code.</summary>
    public Run Run { get; }

    /// <summary>Where a person is told what is happening.</summary>
    public Terminal Terminal { get; }

    /// <summary>What the pipeline needs from us.</summary>
    public PipelineServices Services { get; }

    /// <summary>The options; a failure lists everything that is wrong with them.</summary>
    public DeployOptions Options => _options.Value;

    /// <summary>The one deployment of this run.</summary>
    public Deployment Deployment => _deployment.Value;

    /// <summary>Whether a phase has asked for the deployment.</summary>
    public bool HasDeployment => _deployment.IsValueCreated;

    /// <summary>The repository: build.sh says where it is, else it is looked for above the program.</summary>
    public static string Root => System.Environment.GetEnvironmentVariable("LOCKKEEPER_ROOT") is { Length: > 0 } root ? root : FindRoot();

    /// <summary>What options are read from.</summary>
    /// <param name="arguments">Without their dashes.</param>
    /// <param name="target">What was asked for.</param>
    public static OptionSources Sources(IReadOnlyDictionary<string, IReadOnlyList<string>> arguments, string? target) => new(
        arguments,
        Variables(),
        Root,
        Directory.GetCurrentDirectory(),
        target,
        Terminal.IsInteractive);

    /// <summary>The environment's variables.</summary>
    public static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            variables.Add((string)variable.Key, (string?)variable.Value ?? "");
        return variables;
    }

    private OptionSources Sources() => Sources(
        Arguments.GetArguments().ToDictionary(a => a.Key, a => (IReadOnlyList<string>)[.. a.Value], StringComparer.OrdinalIgnoreCase),
        Arguments.GetArgument("target"));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Lockkeeper.slnx"))) return folder.FullName;
        return Directory.GetCurrentDirectory();
    }
}
