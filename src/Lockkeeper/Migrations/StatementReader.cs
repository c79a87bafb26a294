using System.Text;

namespace Lockkeeper.Migrations;

/// <summary>Walks over the tokens of a text and ends a statement at each semicolon that really is an end.</summary>
internal ref partial struct StatementReader
{
    private const int HeadLength = 40;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly ReadOnlySpan<byte> _sql;
    private readonly List<SqlStatement> _statements = [];
    private readonly List<SqlProblem> _problems = [];
    private readonly SqlToken[] _head = new SqlToken[HeadLength];
    private SqlScanner _scanner;
    private LineCounter _lines;

    private int _start;
    private int _startLine;
    private int _codeLine;
    private int _codeStart;
    private int _headCount;
    private SqlToken _previous;
    private int _depth;
    private int _opened;
    private int _bodyStart;
    private bool _copies;
    private bool _rowsFollow;

    public StatementReader(byte[] sql)
    {
        _file = sql;
        _sql = sql;
        _scanner = new SqlScanner(sql);
        _lines = new LineCounter(sql);
    }

    public SqlScript ReadAll()
    {
        Begin(0);
        while (_scanner.Read())
        {
            var token = _scanner.Token;
            if (!token.Closed)
                ReportUnclosed(token);
            else if (token.Kind == SqlTokenKind.MetaCommand)
                RefuseMetaCommand(token);
            else if (token.Kind == SqlTokenKind.Comment)
                continue;
            else if (EndsStatement(token))
                Finish(token.Start, token.End);
            else
                Take(token);
        }
        ReportOpenEnd();
        Finish(_sql.Length, _sql.Length);
        return new SqlScript(_statements, _problems);
    }

    private void Begin(int from)
    {
        _start = SqlSpace.SkipForward(_sql, from);
        _scanner.MoveTo(_start);
        _headCount = _depth = _codeLine = 0;
        _opened = _bodyStart = -1;
        _copies = _rowsFollow = false;
        _previous = default;
        _startLine = _lines.LineOf(_start);
    }

    private readonly bool EndsStatement(SqlToken token) => Is(token, ";") && _depth == 0 && _bodyStart < 0;

    private void Take(SqlToken token)
    {
        if (_headCount == 0)
            (_codeLine, _codeStart) = (_lines.LineOf(token.Start), token.Start);
        if (_headCount < HeadLength)
            _head[_headCount++] = token;
        if (token.Kind == SqlTokenKind.Symbol)
            CountParentheses(token);
        else if (token.Kind == SqlTokenKind.Word && _depth == 0)
            FollowWord(token);
        _previous = token;
    }

    private void CountParentheses(SqlToken token)
    {
        if (Is(token, "("))
        {
            if (_depth++ == 0)
                _opened = token.Start;
        }
        else if (Is(token, ")") && _depth > 0)
        {
            _depth--;
        }
    }

    private void FollowWord(SqlToken token)
    {
        if (_bodyStart < 0 && Is(token, "atomic") && Is(_previous, "begin") && CreatesRoutine)
            _bodyStart = _previous.Start;

        // Only the body's own END can follow a semicolon; an END of CASE, or one used as a name, follows something else.
        else if (_bodyStart >= 0 && Is(token, "end") && (Is(_previous, ";") || Is(_previous, "atomic")))
            _bodyStart = -1;
        else if (Is(token, "stdin") && Is(_previous, "from"))
            _copies = _rowsFollow = Head.Starts("copy");
        else if (Is(token, "stdout") && Is(_previous, "to"))
            _copies = Head.Starts("copy");
    }

    private void Finish(int end, int next)
    {
        var trimmed = SqlSpace.SkipBackward(_sql, _start, end);
        if (trimmed > _start)
            _statements.Add(Statement(trimmed));
        Begin(_rowsFollow ? AfterCopiedRows(next) : next);
    }

    private SqlStatement Statement(int end)
    {
        var (kind, command) = _headCount == 0 ? (SqlStatementKind.Comment, "comment")
            : _copies ? (SqlStatementKind.CopyStream, "COPY")
            : StatementRules.Classify(Head);
        if (_copies)
            RefuseCopy();
        return new SqlStatement(_file[_start..end], _startLine)
        {
            CodeLine = _headCount == 0 ? _startLine : _codeLine,
            CodeOffset = _headCount == 0 ? 0 : _codeStart - _start,
            Kind = kind,
            Command = command,
        };
    }

    private readonly StatementHead Head => new(_sql, _head.AsSpan(0, _headCount));

    private readonly bool CreatesRoutine
    {
        get
        {
            var at = Head.Continues(1, "or", "replace") ? 3 : 1;
            return Head.Starts("create") && (Head.Is(at, "function") || Head.Is(at, "procedure"));
        }
    }

    private readonly bool Is(SqlToken token, string text) => Ascii.EqualsIgnoreCase(_sql[token.Start..token.End], text);
}
