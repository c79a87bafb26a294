namespace Lockkeeper.Build;

/// <summary>The last line of a terminal while something goes on: drawn again every second, and below everything else that is written.</summary>
/// <param name="output">The terminal.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveLine(TextWriter output, TimeProvider time) : IDisposable
{
    private const string Clear = "\r\e[K";

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private Func<DateTimeOffset, string>? _line;
    private ITimer? _timer;

    /// <summary>Shows a line, from now on until another one or the end.</summary>
    /// <param name="line">What it says at a moment.</param>
    public void Show(Func<DateTimeOffset, string> line)
    {
        lock (output)
        {
            _line = line;
            _timer ??= time.CreateTimer(_ => Draw(), state: null, Pace, Pace);
            Draw();
        }
    }

    /// <summary>Takes the line away.</summary>
    public void End()
    {
        lock (output)
        {
            if (_line is null) return;
            _line = null;
            _timer?.Dispose();
            _timer = null;
            output.Write(Clear);
        }
    }

    /// <summary>Writes lines that stay.</summary>
    public void Above(string lines)
    {
        lock (output)
        {
            if (_line is not null) output.Write(Clear);
            output.WriteLine(lines);
            Draw();
        }
    }

    /// <inheritdoc />
    public void Dispose() => End();

    private void Draw()
    {
        lock (output)
        {
            if (_line is not { } line) return;
            var text = line(time.GetUtcNow());
            output.Write(Clear + (text.Length > Width ? $"{text[..(Width - 1)]}…" : text));
            output.Flush();
        }
    }

    // A line that wraps could not be taken back.
    private static int Width
    {
        get
        {
            try
            {
                return Console.WindowWidth is > 20 and var width ? width - 1 : 79;
            }
            catch (IOException)
            {
                return 79;
            }
        }
    }
}
