using System.Buffers.Binary;
using System.Text;

namespace Lockkeeper.EndToEnd.Tests.Rehearsals;

/// <summary>A message of protocol buffers as it is on the wire: fields by their number, in order.</summary>
internal sealed class Message
{
    private readonly List<(int Field, ulong Number, byte[] Bytes)> _fields = [];

    public Message(ReadOnlySpan<byte> wire)
    {
        while (wire.Length > 0)
        {
            var key = Varint(ref wire);
            var (number, length) = (key & 7) switch
            {
                0 => (Varint(ref wire), 0),
                1 => (BinaryPrimitives.ReadUInt64LittleEndian(wire), 8),
                5 => (BinaryPrimitives.ReadUInt32LittleEndian(wire), 4),
                2 => (0UL, (int)Varint(ref wire)),
                var other => throw new InvalidDataException($"wire type {other}"),
            };
            _fields.Add(((int)(key >> 3), number, wire[..length].ToArray()));
            wire = wire[length..];
        }
    }

    public IEnumerable<Message> All(int field) => Bytes(field).Select(b => new Message(b));

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).FirstOrDefault() ?? []);

    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field).FirstOrDefault() ?? []);

    /// <summary>Numbers of 64 bits, packed or one by one.</summary>
    public IReadOnlyList<double> Doubles(int field) =>
        [.. Bytes(field).SelectMany(b => b.Chunk(8)).Select(b => BinaryPrimitives.ReadDoubleLittleEndian(b))];

    public ulong Number(int field) => _fields.Find(f => f.Field == field).Number;

    private IEnumerable<byte[]> Bytes(int field) => _fields.Where(f => f.Field == field).Select(f => f.Bytes);

    private static ulong Varint(ref ReadOnlySpan<byte> wire)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = wire[0];
            wire = wire[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }
}
