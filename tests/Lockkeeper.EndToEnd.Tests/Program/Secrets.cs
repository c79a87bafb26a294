using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Lockkeeper.EndToEnd.Tests.Program;

/// <summary>The password of the servers of these tests, and the search for it and for the keys and tokens of a project, whatever they are.</summary>
internal static partial class Secrets
{
    private static readonly Encoding BytePerCharacter = Encoding.Latin1;

    /// <summary>The part that looks the same plain and percent-encoded; it is what is searched for.</summary>
    public static string Recognisable { get; } = "Sesame" + RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>With characters that a URL, a shell and a connection string would each trip over.</summary>
    public static string Password { get; } = $"'p w/{Recognisable}:%;\"@=";

    public static void MustNotBeIn(string text)
    {
        // Not handed to the assertion library, which would print it.
        if (IsIn(text)) Assert.Fail($"The password, a key or a token is in the output:\n{text}");
    }

    public static void MustNotBeIn(DirectoryInfo folder) => FilesHolding(folder).Should().BeEmpty("no file may hold the password, a key or a token");

    private static bool IsIn(string text) => text.Contains(Recognisable, StringComparison.OrdinalIgnoreCase) || KeyOrToken().IsMatch(text);

    private static IEnumerable<string> FilesHolding(DirectoryInfo folder) =>
        // A killed runtime leaves sockets and pipes behind, which are empty, and reading them would take for ever.
        folder.EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.LinkTarget is null && file.Length > 0 && IsIn(BytePerCharacter.GetString(File.ReadAllBytes(file.FullName))))
            .Select(file => file.FullName);

    // Keys of both generations, and every JWT, which begins with {"alg":
    [GeneratedRegex("sb_(secret|publishable)_[A-Za-z0-9_-]{12}|eyJhbGciOi[A-Za-z0-9_-]{8}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex KeyOrToken();
}
