using System.Buffers.Binary;

namespace Lockkeeper.Benchmarks.Network;

/// <summary>
/// Counts how often a client has to wait for the server: a request that is sent while an earlier one is still unanswered costs no round trip
/// of its own. Requests are what ends in ReadyForQuery: simple queries and Sync.
/// </summary>
internal sealed class Conversation
{
    private const int SslRequest = 80877103;
    private const int GssRequest = 80877104;

    private readonly Lock _gate = new();
    private readonly List<byte> _start = [];
    private readonly MessageFrames _client = new();
    private readonly MessageFrames _server = new();
    private bool _started;
    private bool _authenticated;
    private bool _encrypted;
    private int _plainAnswers;
    private int _unanswered;

    /// <summary>How often the client waited after the login.</summary>
    public int RoundTrips { get; private set; }

    /// <summary>What the client has just sent.</summary>
    public void FromClient(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_encrypted) return;
            while (!_started && !bytes.IsEmpty)
            {
                _start.Add(bytes[0]);
                bytes = bytes[1..];
                if (_start.Count >= 8) ReadStart();
            }

            _client.Feed(bytes, Requested);
        }
    }

    /// <summary>What has just been delivered to the client.</summary>
    public void ToClient(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            while (_plainAnswers > 0 && !bytes.IsEmpty)
            {
                _plainAnswers--;
                _encrypted |= bytes[0] is (byte)'S' or (byte)'G';
                bytes = bytes[1..];
            }

            if (!_encrypted) _server.Feed(bytes, Answered);
        }
    }

    // The first packets have a length and no type.
    private void ReadStart()
    {
        var packet = _start.ToArray();
        if (packet.Length < BinaryPrimitives.ReadInt32BigEndian(packet)) return;
        _start.Clear();
        if (BinaryPrimitives.ReadInt32BigEndian(packet.AsSpan(4)) is SslRequest or GssRequest) _plainAnswers++;
        else _started = true;
    }

    private void Requested(char type)
    {
        if (!_authenticated || type is not ('Q' or 'S' or 'F')) return;
        if (_unanswered++ == 0) RoundTrips++;
    }

    private void Answered(char type)
    {
        if (type != 'Z') return;
        if (_authenticated) _unanswered--;
        _authenticated = true;
    }
}
