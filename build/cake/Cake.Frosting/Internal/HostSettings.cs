using System.ComponentModel;
using Cake.Cli;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Spectre.Console.Cli;

namespace Cake.Frosting.Internal;

/// <summary>The switches that the host itself understands; every other one is left to the build.</summary>
internal sealed class HostSettings : CommandSettings
{
    [CommandOption("--target|-t <TARGET>")]
    [Description("Task to run; may be repeated.")]
    [DefaultValue(new[] { "Default" })]
    public string[] Targets { get; init; } = ["Default"];

    [CommandOption("--working|-w <PATH>")]
    [Description("Folder in which the run takes place.")]
    [TypeConverter(typeof(Cli.DirectoryPathConverter))]
    public DirectoryPath? WorkingDirectory { get; init; }

    [CommandOption("--verbosity|-v <VERBOSITY>")]
    [Description("How much to print: Quiet, Minimal, Normal, Verbose or Diagnostic.")]
    [TypeConverter(typeof(VerbosityConverter))]
    public Verbosity? Verbosity { get; init; }

    [CommandOption("--description|--descriptions|--showdescription|--showdescriptions")]
    [Description("Lists the tasks with their descriptions.")]
    public bool Description { get; init; }

    [CommandOption("--tree|--showtree")]
    [Description("Shows which task depends on which.")]
    public bool Tree { get; init; }

    [CommandOption("--dryrun|--noop|--whatif")]
    [Description("Shows which tasks would run, and runs none.")]
    public bool DryRun { get; init; }

    [CommandOption("--exclusive|-e")]
    [Description("Runs the target without its dependencies.")]
    public bool Exclusive { get; init; }

    [CommandOption("--version|--ver")]
    [Description("Prints the version.")]
    public bool Version { get; init; }

    [CommandOption("--info")]
    [Description("Prints what is known about Cake.")]
    public bool Info { get; init; }
}
