using Lockkeeper.Failures;

namespace Lockkeeper.Processes;

/// <summary>Running a command as somebody else.</summary>
public static class ChildCommandUsers
{
    private static readonly (string Program, Func<LesserUser, IReadOnlyList<string>> Prefix)[] Switchers =
    [
        ("setpriv", user => [$"--reuid={user.UserId}", $"--regid={user.GroupId}", "--clear-groups", "--"]),
        ("runuser", user => ["-u", user.Name, "--"]),
        // A login shell of nologin would refuse; the words after "sh" reach the command as they are, without quoting.
        ("su", user => ["-s", "/bin/sh", "-c", "exec \"$@\"", user.Name, "--", "sh"]),
    ];

    /// <summary>The same command run as that user; unchanged when the user is null. Works for root only.</summary>
    /// <exception cref="DeployFailure">None of setpriv, runuser and su is installed.</exception>
    public static ChildCommand AsUser(this ChildCommand command, LesserUser? user)
    {
        if (user is null)
            return command;
        foreach (var (name, prefix) in Switchers)
        {
            // BusyBox has a setpriv that cannot change users.
            if (Programs.Find(name) is { } switcher && !(name is "setpriv" && IsBusyBox(switcher)))
                return command with { Program = switcher, Arguments = [.. prefix(user), command.Program, .. command.Arguments] };
        }
        throw DeployFailure.Refused(
            FailureCode.ToolMissing,
            $"This runs as root, and none of setpriv, runuser and su is there to run {Path.GetFileName(command.Program)} as {user.Name}.",
            "Install util-linux, or run the same command as another user than root.");
    }

    private static bool IsBusyBox(string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true)?.Name.StartsWith("busybox", StringComparison.Ordinal) ?? false;
}
