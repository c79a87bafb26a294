using System.Buffers.Binary;
using System.Text;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>
/// Divides one direction of a connection into the messages of the wire protocol
/// (https://www.postgresql.org/docs/15/protocol-message-formats.html): a type, a length that counts itself, a body. The very first message
/// of a client has no type.
/// </summary>
internal sealed class MessageFrames(Stream from, bool firstHasNoType)
{
    private bool _withoutType = firstHasNoType;

    /// <summary>The next whole message; empty when the other side has closed.</summary>
    public async Task<byte[]> ReadAsync()
    {
        var head = new byte[_withoutType ? 4 : 5];
        if (await from.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false) < head.Length) return [];
        var message = new byte[head.Length - 4 + BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(head.Length - 4))];
        head.CopyTo(message, 0);
        _withoutType = false;
        await from.ReadExactlyAsync(message.AsMemory(head.Length));
        return message;
    }

    /// <summary>The statement of a Parse or Query message; null of any other.</summary>
    public static string? Sql(byte[] message) => (char)message[0] switch
    {
        'Q' => Text(message.AsSpan(5)),
        // The statement follows the name of the prepared statement.
        'P' => Text(message.AsSpan(5 + message.AsSpan(5).IndexOf((byte)0) + 1)),
        _ => null,
    };

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes[..bytes.IndexOf((byte)0)]);
}
