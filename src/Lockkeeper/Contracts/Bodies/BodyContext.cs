namespace Lockkeeper.Contracts.Bodies;

/// <summary>A name in a body, and what it stands for by its place.</summary>
internal sealed record NameUse(IReadOnlyList<string> Parts)
{
    /// <summary>Where only a table or a function that returns rows can stand.</summary>
    public bool IsTable { get; init; }

    /// <summary>Where a type is expected.</summary>
    public bool IsType { get; init; }

    /// <summary>Before <c>%type</c>.</summary>
    public bool IsTypeOf { get; init; }

    /// <summary>Before a parenthesis.</summary>
    public bool IsCall { get; init; }

    /// <summary>Where the first part can be a schema and not only a table's alias or a record.</summary>
    public bool IsSchemaPlace { get; init; }

    /// <summary>Whether the body makes something of that name itself, such as WITH or a temporary table.</summary>
    public bool IsShadowed { get; init; }
}

/// <summary>Tells by the words around it what a name stands for. It knows SQL's clauses, not its whole grammar.</summary>
internal sealed class BodyContext
{
    private static readonly HashSet<string> BeforeTable = Words("from join update truncate table references copy view analyze");
    private static readonly HashSet<string> EndsList = Words("where group order having window limit offset fetch for union intersect except returning set loop into values select perform do when then if end on as");
    private static readonly HashSet<string> NotFrom = Words("extract substring trim overlay");

    private readonly IReadOnlyList<BodyToken> _tokens;
    private readonly bool[] _isTable;
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    public BodyContext(IReadOnlyList<BodyToken> tokens)
    {
        _tokens = tokens;
        _isTable = new bool[tokens.Count];
        MarkTables();
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].IsName && IsOwn(i)) _own.Add(tokens[i].Name);
        }
    }

    /// <summary>Every name with its line.</summary>
    public IEnumerable<(NameUse Use, int Line)> Names() =>
        Enumerable.Range(0, _tokens.Count).Where(i => _tokens[i].IsName && !Is(i - 1, ".")).Select(i => (UseAt(i), _tokens[i].Line));

    /// <summary>What the name that begins at a token stands for.</summary>
    public NameUse UseAt(int at)
    {
        var parts = new List<string> { _tokens[at].Name };
        var end = at + 1;
        while (Is(end, ".") && end + 1 < _tokens.Count && _tokens[end + 1].IsName)
        {
            parts.Add(_tokens[end + 1].Name);
            end += 2;
        }

        var typeOf = Is(end, "%") && Is(end + 1, "type");
        var type = typeOf || (Is(end, "%") && Is(end + 1, "rowtype")) || IsCast(at) || IsDeclared(at);
        var call = Is(end, "(");
        return new(parts)
        {
            IsTable = _isTable[at],
            IsType = type,
            IsTypeOf = typeOf,
            IsCall = call,
            IsSchemaPlace = _isTable[at] || type || call,
            IsShadowed = parts.Count == 1 && _own.Contains(parts[0]),
        };
    }

    private bool Is(int at, string word) => at >= 0 && at < _tokens.Count && _tokens[at].Is(word);

    private bool IsCast(int at) =>
        (Is(at - 1, ":") && Is(at - 2, ":")) || Is(at - 1, "setof") || Is(at - 1, "returns")
        || (Is(at - 1, "as") && Is(at + 1, ")") && !_isTable[at]);

    // name [constant] type in a DECLARE section
    private bool IsDeclared(int at)
    {
        var name = Is(at - 1, "constant") ? at - 2 : at - 1;
        return name >= 1 && _tokens[name].IsName && (Is(name - 1, ";") || Is(name - 1, "declare"))
            && !_isTable[at] && IsInDeclarations(name);
    }

    private bool IsInDeclarations(int at)
    {
        while (at > 0 && !Is(at, "begin") && !Is(at, "declare")) at--;
        return Is(at, "declare");
    }

    // WITH name AS (…), CREATE TEMP TABLE name
    private bool IsOwn(int at)
    {
        if (Is(at - 1, "table") || Is(at - 1, "exists"))
        {
            for (var i = at - 1; i >= Math.Max(0, at - 7) && !Is(i, ";"); i--)
            {
                if (Is(i, "create")) return true;
            }
        }

        if (!Is(at - 1, "with") && !Is(at - 1, "recursive") && !Is(at - 1, ",")) return false;
        var next = at + 1;
        if (Is(next, "("))
        {
            while (next < _tokens.Count && !Is(next, ")")) next++;
            next++;
        }

        if (!Is(next, "as")) return false;
        return Is(next + 1, "(") || Is(next + 1, "materialized") || (Is(next + 1, "not") && Is(next + 2, "materialized"));
    }

    private void MarkTables()
    {
        // Whether a list of tables is open, one entry for each open parenthesis, with the word before that.
        var lists = new Stack<(bool Open, string Before)>([(false, "")]);
        for (var i = 0; i < _tokens.Count; i++)
        {
            var (open, before) = lists.Peek();
            if (Is(i, "(")) lists.Push((open && IsAfterTableWord(i), i > 0 ? _tokens[i - 1].Text.ToLowerInvariant() : ""));
            else if (Is(i, ")") && lists.Count > 1) lists.Pop();
            else if (Is(i, ";")) lists = new([(false, "")]);
            else if (_tokens[i].IsName && !Is(i - 1, ".") && (IsAfterTableWord(i) || (open && Is(i - 1, ","))) && !NotFrom.Contains(before)) _isTable[i] = true;

            if (_tokens[i].Kind == Migrations.SqlTokenKind.Word) Follow(lists, i);
        }
    }

    private void Follow(Stack<(bool Open, string Before)> lists, int at)
    {
        var word = _tokens[at].Text.ToLowerInvariant();
        var (open, before) = lists.Pop();
        // Words such as ON end no list for the tables after the next comma, but a column list has commas too.
        if (IsAfterTableWord(at + 1)) open = true;
        else if (EndsList.Contains(word) && word is not ("on" or "as")) open = false;
        lists.Push((open, before));
    }

    /// <summary>Whether the word before it can only be followed by a table.</summary>
    private bool IsAfterTableWord(int at)
    {
        var i = at - 1;
        if (Is(i, "only")) i--;
        if (Is(i, "exists") && (Is(i - 1, "if") || Is(i - 2, "if"))) i -= Is(i - 1, "if") ? 2 : 3;
        if (Is(i, "into")) return Is(i - 1, "insert") || Is(i - 1, "merge");
        if (Is(i, "from")) return !(Is(i - 1, "distinct") && (Is(i - 2, "is") || Is(i - 2, "not")));
        if (Is(i, "update")) return !Is(i - 1, "for") && !Is(i - 1, "on") && !Is(i - 1, "do") && !Is(i - 1, "key");
        if (Is(i, "using")) return IsUsingTable(i);
        return i >= 0 && _tokens[i].Kind == Migrations.SqlTokenKind.Word && BeforeTable.Contains(_tokens[i].Text.ToLowerInvariant());
    }

    // DELETE FROM t USING u, MERGE INTO t USING u; not EXECUTE … USING value nor JOIN … USING (column).
    private bool IsUsingTable(int at)
    {
        for (var i = at - 1; i >= 0 && !Is(i, ";"); i--)
        {
            if (Is(i, "execute") || Is(i, "raise") || Is(i, "join") || Is(i, "order")) return false;
            if (Is(i, "delete") || Is(i, "merge")) return true;
        }

        return false;
    }

    private static HashSet<string> Words(string words) => new(words.Split(' '), StringComparer.Ordinal);
}
