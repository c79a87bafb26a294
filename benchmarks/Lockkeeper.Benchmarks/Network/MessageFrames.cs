using System.Buffers.Binary;

namespace Lockkeeper.Benchmarks.Network;

/// <summary>Finds the types of PostgreSQL's messages in a stream that arrives in pieces of any size.</summary>
internal sealed class MessageFrames
{
    private readonly byte[] _header = new byte[5];
    private int _have;
    private long _skip;

    /// <summary>Tells the type of every message whose header has arrived.</summary>
    public void Feed(ReadOnlySpan<byte> bytes, Action<char> message)
    {
        while (!bytes.IsEmpty)
        {
            if (_skip > 0)
            {
                var skipped = (int)Math.Min(_skip, bytes.Length);
                _skip -= skipped;
                bytes = bytes[skipped..];
                continue;
            }

            _header[_have++] = bytes[0];
            bytes = bytes[1..];
            if (_have < _header.Length) continue;
            _have = 0;
            _skip = BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(1)) - 4;
            message((char)_header[0]);
        }
    }
}
