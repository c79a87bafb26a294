namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>
/// The names of everything that smoke tests make. They carry a fixed prefix, by which a later run finds what a killed one left, and the
/// deployment. Under the deployment lock nobody else's run is in progress, so whatever has the prefix may be swept.
/// </summary>
internal sealed class SmokeNames(string deployment)
{
    public const string Prefix = "lockkeeper-smoke-";

    /// <summary>A domain that can never receive a mail.</summary>
    public const string Domain = "lockkeeper.invalid";

    // The part before the @ has 64 characters at most, and names of environments may be long.
    private const int LongestId = 38;

    /// <summary>The deployment in lower case, as the auth service writes addresses.</summary>
    public string Id { get; } = Short(deployment.ToLowerInvariant());

    public string FileName(string extension) => $"{Prefix}{Id}.{extension}";

    public string Email(string part) => $"{Prefix}{Id}-{part}@{Domain}";

    private static string Short(string id) => id.Length <= LongestId ? id : $"{id[..(LongestId - 7)]}-{id[^6..]}";
}
