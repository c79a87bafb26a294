using System.Runtime.ExceptionServices;
using System.Text;

namespace Lockkeeper.Processes;

/// <summary>Reads one stream to its end, keeping everything and telling each line.</summary>
internal sealed class StreamCapture
{
    private readonly StringBuilder _all = new();
    private readonly StringBuilder _line = new();
    private Action<string>? _onLine;
    private ExceptionDispatchInfo? _failure;
    private readonly Lock _gate;

    /// <param name="reader">The stream.</param>
    /// <param name="onLine">Called for each line, under the gate.</param>
    /// <param name="gate">Shared by both streams of a program, so that a listener is never called twice at once.</param>
    public StreamCapture(StreamReader reader, Action<string>? onLine, Lock gate)
    {
        _onLine = onLine;
        _gate = gate;
        Done = Task.Run(() => PumpAsync(reader));
    }

    public Task Done { get; }

    public string Text
    {
        get
        {
            lock (_gate)
                return _all.ToString();
        }
    }

    private async Task PumpAsync(StreamReader reader)
    {
        var buffer = new char[8192];
        int read;
        while ((read = await reader.ReadAsync(buffer)) > 0)
            Take(buffer.AsSpan(0, read));
        lock (_gate)
            EndLine(evenIfEmpty: false);
        _failure?.Throw();
    }

    private void Take(ReadOnlySpan<char> text)
    {
        lock (_gate)
        {
            _all.Append(text);
            if (_onLine is null)
                return;
            for (int end; (end = text.IndexOf('\n')) >= 0; text = text[(end + 1)..])
            {
                _line.Append(text[..end]);
                EndLine(evenIfEmpty: true);
            }
            _line.Append(text);
        }
    }

    private void EndLine(bool evenIfEmpty)
    {
        if (_onLine is null || (_line.Length == 0 && !evenIfEmpty))
            return;
        var line = _line.ToString().TrimEnd('\r');
        _line.Clear();
        try
        {
            _onLine(line);
        }
        catch (Exception failure)
        {
            // Read on without the listener: a program whose pipe nobody empties would wait for ever.
            _failure = ExceptionDispatchInfo.Capture(failure);
            _onLine = null;
        }
    }
}
