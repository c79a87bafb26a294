using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline;

/// <summary>Production is changed only when somebody said so: by --yes, or at the terminal with the plan in view.</summary>
internal static class Confirmation
{
    /// <summary>Refuses at once what would have to be refused later, before anything is contacted.</summary>
    public static void RequirePossible(DeployOptions options, PipelineServices services)
    {
        if (!IsNeeded(options) || services.Confirm is not null) return;
        throw DeployFailure.Refused(
            FailureCode.ConfirmationNeeded,
            $"{options.Environment} is protected and there is no terminal to ask at.",
            $"Give --yes: ./build.sh --target={options.Target} --yes");
    }

    /// <summary>Asks, when the plan is known and before it is applied.</summary>
    public static void Ask(DeployOptions options, PipelineServices services, TargetIdentity target, int pending)
    {
        if (!IsNeeded(options)) return;
        var question = $"\n  {pending} migration(s) will be applied to {options.Environment}: {target}.";
        if (services.Confirm!(question, options.Environment)) return;
        throw DeployFailure.Refused(
            FailureCode.ConfirmationNeeded, "The deployment was not confirmed.", "Run the same command again when you want it to go on.");
    }

    /// <summary>Asks, when the deployment that is to be undone is known.</summary>
    public static void AskRollback(DeployOptions options, PipelineServices services, TargetIdentity target, string deployment, int migrations)
    {
        if (!IsNeeded(options)) return;
        var question = $"\n  {migrations} migration(s) of {deployment} will be undone on {options.Environment}: {target}.";
        if (services.Confirm!(question, options.Environment)) return;
        throw DeployFailure.Refused(
            FailureCode.ConfirmationNeeded, "The rollback was not confirmed.", "Run the same command again when you want it to go on.");
    }

    // Staging is protected from Apply, but it is where things may be tried.
    private static bool IsNeeded(DeployOptions options) =>
        options is { Yes: false, Protected: true } && (options.Reaches(Phase.Migrate) || options.IsRollback)
        && !string.Equals(options.Environment, "staging", StringComparison.OrdinalIgnoreCase);
}
