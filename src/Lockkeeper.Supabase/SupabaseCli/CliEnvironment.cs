using System.Collections;

namespace Lockkeeper.Supabase.SupabaseCli;

/// <summary>The environment of the CLI: what it is told, and nothing of what it would find out by itself.</summary>
internal static class CliEnvironment
{
    /// <summary>No telemetry, no look for updates, no login or link of the user, no SUPABASE_ variable of the caller's.</summary>
    /// <param name="home">An empty folder.</param>
    public static Dictionary<string, string?> Quiet(string home)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(v => (string)v.Key)
            .Where(name => name.StartsWith("SUPABASE_", StringComparison.Ordinal))
            .ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);
        foreach (var name in (string[])["HOME", "USERPROFILE", "APPDATA", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"])
            variables[name] = home;
        foreach (var name in (string[])["SUPABASE_TELEMETRY_DISABLED", "DO_NOT_TRACK", "SUPABASE_NO_UPDATE_NOTIFIER", "NO_COLOR"])
            variables[name] = "1";
        return variables;
    }

    /// <summary>The same with a connection.</summary>
    /// <param name="home">An empty folder.</param>
    /// <param name="connection">PGHOST, PGPASSWORD and their like; a null value removes the variable.</param>
    public static Dictionary<string, string?> With(string home, IReadOnlyDictionary<string, string?> connection)
    {
        var variables = Quiet(home);
        foreach (var (name, value) in connection)
            variables[name] = value;
        return variables;
    }
}
