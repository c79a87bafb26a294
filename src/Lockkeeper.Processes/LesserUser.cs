using Lockkeeper.Failures;

namespace Lockkeeper.Processes;

/// <summary>A user without rights, to whom root hands programs that refuse to run as root (a PostgreSQL server, for one).</summary>
/// <param name="Name">The login name.</param>
/// <param name="UserId">The numeric user id.</param>
/// <param name="GroupId">The numeric id of the user's own group.</param>
public sealed record LesserUser(string Name, uint UserId, uint GroupId)
{
    private static readonly string[] Preferred = ["postgres", "nobody"];

    /// <summary>The user to drop to: postgres when it exists, else nobody. Null unless this process is root.</summary>
    public static LesserUser? WhenRoot()
    {
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows())
            return null;
        var known = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(field => field.Length >= 7).ToList();
        var user = Preferred.Select(name => known.Find(field => string.Equals(field[0], name, StringComparison.Ordinal)))
            .FirstOrDefault(field => field is not null)
            ?? throw DeployFailure.Refused(
                FailureCode.ToolMissing,
                "This runs as root and there is neither a user postgres nor a user nobody to run a PostgreSQL server as.",
                "Create one (useradd --system postgres), or run the same command as another user than root.");
        return new LesserUser(user[0], uint.Parse(user[2]), uint.Parse(user[3]));
    }
}
