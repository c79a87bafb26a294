using System.Text;

namespace Lockkeeper.Pipeline.NewMigration;

/// <summary>The part of a file's name that follows its version.</summary>
internal static class MigrationName
{
    /// <summary>So that the file can be made on every file system, and read in every listing.</summary>
    public const int Longest = 100;

    /// <summary>Lower-case letters, digits and single underscores for all else. Empty where nothing of the text is left.</summary>
    public static string From(string text)
    {
        var slug = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(char.ToLowerInvariant(c));
            else if (slug.Length > 0 && slug[^1] != '_') slug.Append('_');
        }

        return slug.ToString().TrimEnd('_');
    }
}
