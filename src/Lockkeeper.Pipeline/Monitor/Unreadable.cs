using System.Text.Json;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>
/// What is thrown where an answer is read that is not what its sender promised. Whatever a server or service answers, it is a reading that is missing, or a
/// call that failed: the migrations are committed, and a monitor that ended as our bug would undo nothing.
/// </summary>
internal static class Unreadable
{
    /// <summary>Whether it is that.</summary>
    public static bool Is(Exception e) => e is InvalidOperationException or FormatException or ArgumentException or JsonException or InvalidCastException
        or OverflowException or NotSupportedException or IOException or InvalidDataException or TimeoutException;

    /// <summary>In words. The messages of some kinds repeat the value, which may be a secret.</summary>
    public static string Why(Exception e) =>
        $"the answer cannot be read: {(e is InvalidOperationException or JsonException or IOException ? e.Message : e.GetType().Name)}";
}
