using System.Globalization;

namespace Lockkeeper.Live;

/// <summary>Work that goes on for long, as far as it has come.</summary>
/// <param name="What">The program that does it.</param>
/// <param name="Since">When it began.</param>
/// <param name="Bytes">How much of the backup is written, or restored.</param>
/// <param name="AllBytes">How much there is; null while nobody knows.</param>
/// <param name="Tables">How many tables were begun.</param>
/// <param name="AllTables">How many there are.</param>
public sealed record LongWork(string What, DateTimeOffset Since, long Bytes, long? AllBytes, int Tables, int AllTables)
{
    /// <summary>All of it in one line.</summary>
    public string Line(DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{What}: {Bytes:N0}{(AllBytes is { } all ? $" of {all:N0}" : "")} bytes, table {Math.Min(Tables, AllTables)} of {AllTables}, {Math.Max(0, (now - Since).TotalSeconds):0} s");
}
