namespace Lockkeeper.Processes;

/// <summary>Which environment variables hold secrets, by the words that their names are made of.</summary>
public static class SecretNames
{
    private static readonly string[] Words = ["PASSWORD", "PASSWD", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "DATABASE_URL", "DB_URL"];

    /// <summary>Whether a variable of this name is to be kept out of everything that people read.</summary>
    public static bool Match(string name) => Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
