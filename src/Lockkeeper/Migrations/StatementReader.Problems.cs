using System.Text;

namespace Lockkeeper.Migrations;

/// <summary>What a migration must not hold, told with the line on which it begins.</summary>
internal ref partial struct StatementReader
{
    private void ReportUnclosed(SqlToken token)
    {
        Take(token);
        var (what, mark) = token.Kind switch
        {
            SqlTokenKind.Comment => ("The comment", "*/"),
            SqlTokenKind.QuotedName => ("The quoted name", "\""),
            _ when _sql[token.Start] == '$' => ("The dollar-quoted text", DollarTag(token)),
            _ => ("The quoted text", "'"),
        };
        _problems.Add(new(_lines.LineOf(token.Start), $"{what} that begins here is never closed.", $"Close it with {mark}."));
    }

    private void RefuseMetaCommand(SqlToken token)
    {
        var text = _sql[token.Start..token.End];
        var length = text.IndexOfAny((byte)' ', (byte)'\t', (byte)';');
        var name = Encoding.UTF8.GetString(length < 0 ? text : text[..length]);
        _problems.Add(new(
            _lines.LineOf(token.Start),
            $"{name} is a command of psql; the server does not know it.",
            @"Remove the line (after \i, put that file's statements in its place)."));

        // Where psql would not see it as part of a statement, the next one begins after it.
        if (_headCount == 0)
            Begin(token.End);
    }

    private void RefuseCopy() => _problems.Add(new(
        _codeLine,
        "COPY with STDIN or STDOUT needs a program that sends or takes the rows.",
        "Write the rows as INSERT … VALUES, or load them outside the migrations."));

    private void ReportOpenEnd()
    {
        if (_problems.Count > 0 && _previous is { Closed: false, End: > 0 })
            return;
        if (_bodyStart >= 0)
            _problems.Add(new(_lines.LineOf(_bodyStart), "The body that BEGIN ATOMIC opens here is never closed.", "Close it with END;"));
        else if (_depth > 0)
            _problems.Add(new(_lines.LineOf(_opened), "The parenthesis that is opened here is never closed.", "Close it with )."));
    }

    /// <summary>The rows that follow COPY in a psql script are data up to a line with \. and must not be read as SQL.</summary>
    private readonly int AfterCopiedRows(int from)
    {
        var rest = _sql[from..];
        for (var at = 0; ;)
        {
            var length = rest[at..].IndexOf((byte)'\n');
            if (length < 0)
                return _sql.Length;
            at += length + 1;
            if (rest[at..].StartsWith("\\."u8))
                return Math.Min(from + at + 2, _sql.Length);
        }
    }

    private readonly string DollarTag(SqlToken token)
    {
        var text = _sql[token.Start..token.End];
        return Encoding.UTF8.GetString(text[..(text[1..].IndexOf((byte)'$') + 2)]);
    }
}
