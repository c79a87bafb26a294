using System.Security.Cryptography;
using System.Text;

namespace Lockkeeper.EndToEnd.Tests.Program;

/// <summary>The password of the servers of these tests, and the search for it.</summary>
internal static class Secrets
{
    /// <summary>The part that looks the same plain and percent-encoded; it is what is searched for.</summary>
    public static string Recognisable { get; } = "Sesame" + RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>With characters that a URL, a shell and a connection string would each trip over.</summary>
    public static string Password { get; } = $"'p w/{Recognisable}:%;\"@=";

    public static void MustNotBeIn(string text)
    {
        // Not handed to the assertion library, which would print it.
        if (text.Contains(Recognisable, StringComparison.OrdinalIgnoreCase))
            Assert.Fail($"The password is in the output:\n{text}");
    }

    public static void MustNotBeIn(DirectoryInfo folder) => FilesHolding(folder).Should().BeEmpty("no file may hold the password");

    private static IEnumerable<string> FilesHolding(DirectoryInfo folder)
    {
        var bytes = Encoding.UTF8.GetBytes(Recognisable);
        // A killed runtime leaves sockets and pipes behind, which are empty, and reading them would take for ever.
        return folder.EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.LinkTarget is null && file.Length > 0 && File.ReadAllBytes(file.FullName).AsSpan().IndexOf(bytes) >= 0)
            .Select(file => file.FullName);
    }
}
