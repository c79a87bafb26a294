namespace Lockkeeper.Processes.Tests;

/// <summary>Commands made of a line of sh.</summary>
internal static class Shell
{
    public static ChildCommand Line(string script, params string[] arguments) =>
        new("sh", ["-c", script, "sh", .. arguments]) { Deadline = TimeSpan.FromMinutes(1) };

    /// <summary>Whether a process of that number exists and is no zombie.</summary>
    public static bool IsRunning(string pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid.Trim()}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
