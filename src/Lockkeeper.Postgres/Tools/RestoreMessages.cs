using System.Text.RegularExpressions;

namespace Lockkeeper.Postgres.Tools;

/// <summary>
/// What pg_restore complains about, each complaint with the object it is about. Its other lines are never kept: they quote statements
/// and rows.
/// </summary>
internal sealed partial class RestoreMessages
{
    private const int Most = 20;

    private readonly Lock _lines = new();
    private readonly List<string> _complaints = [];
    private string? _entry;

    public bool Any
    {
        get
        {
            lock (_lines) return _complaints.Count > 0;
        }
    }

    /// <summary>One line of either stream.</summary>
    public void Take(string line)
    {
        lock (_lines)
        {
            if (Entry().Match(line) is { Success: true } entry)
                _entry = entry.Groups["object"].Value;
            else if (Complaint().Match(line) is { Success: true } complaint && _complaints.Count < Most)
                _complaints.Add(_entry is null ? complaint.Groups["text"].Value : $"{_entry}: {complaint.Groups["text"].Value}");
        }
    }

    public override string ToString()
    {
        lock (_lines) return string.Join('\n', _complaints);
    }

    // "pg_restore: from TOC entry 215; 1259 16387 TABLE kept owner"
    [GeneratedRegex("^pg_restore: from TOC entry [0-9]+; [0-9]+ [0-9]+ (?<object>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Entry();

    [GeneratedRegex("^pg_restore: (?:error|warning|fatal): (?<text>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Complaint();
}
