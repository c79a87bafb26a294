namespace Lockkeeper.Reports;

/// <summary>A migration file that was made.</summary>
public static class NewMigrationView
{
    /// <summary>For programs.</summary>
    public static string Json(string version, string path) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("version", version);
        json.WriteString("path", path);
        json.WriteEndObject();
    });
}
