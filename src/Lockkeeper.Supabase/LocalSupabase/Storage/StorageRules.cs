using System.Globalization;
using System.Text.RegularExpressions;

namespace Lockkeeper.Supabase.LocalSupabase.Storage;

/// <summary>What names, sizes and types the service takes.</summary>
internal static partial class StorageRules
{
    /// <summary>Bytes that a project takes in one object where its bucket says nothing smaller.</summary>
    public const long LargestObject = 50L << 20;

    private const int LongestBucketName = 63;

    /// <exception cref="StorageError">The name of an object has characters that the service does not take.</exception>
    public static string RequireKey(string? name) => name is { Length: > 0 } && Key().IsMatch(name) ? name : throw StorageError.InvalidKey(name ?? "");

    /// <exception cref="StorageError">No bucket may be called that.</exception>
    public static string RequireBucketName(string? name) => name is { Length: > 0 and <= LongestBucketName } && Bucket().IsMatch(name)
        ? name
        : throw new StorageError(400, "InvalidBucketName", "Bucket name invalid", "Invalid Input");

    /// <summary>Whether a bucket's list has the type: itself, <c>image/*</c>, or <c>*/*</c>; parameters behind a semicolon do not count.</summary>
    public static bool Takes(IReadOnlyCollection<string> allowed, string type)
    {
        var plain = type.Split(';')[0].Trim();
        var family = $"{plain.Split('/')[0]}/*";
        return allowed.Count == 0 || allowed.Any(a => a is "*/*" or "*" || a.Equals(plain, StringComparison.OrdinalIgnoreCase) || a.Equals(family, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Bytes of <c>20MB</c> and the like, whose units are powers of a thousand.</summary>
    /// <exception cref="StorageError">It is no size, or more than the project takes.</exception>
    public static long Size(string text)
    {
        var match = SizeText().Match(text);
        var unit = match.Groups["unit"].Value.ToUpperInvariant() switch { "GB" => 1e9, "MB" => 1e6, "KB" => 1e3, _ => 1 };
        var bytes = match.Success ? double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * unit : throw StorageError.InvalidRequest("Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B");
        return bytes <= LargestObject ? (long)bytes : throw new StorageError(413, "EntityTooLarge", "The requested file_size_limit exceeds the project's", "Payload too large");
    }

    [GeneratedRegex(@"^[A-Za-z0-9_/!\-.*'() &$@=;:+,?]+\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"^[A-Za-z0-9_!\-.*'() &$@=;:+,?]+\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bucket();

    [GeneratedRegex(@"^(?<number>[0-9]{1,15}(\.[0-9]{1,6})?)(?<unit>gb|mb|kb|b)?\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SizeText();
}
