using Lockkeeper.Failures;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>
/// Reads YAML into nodes with positions. Over the parser's events and not through YamlDotNet's representation model, because that one
/// gives up at the first duplicate key.
/// </summary>
internal sealed class YamlTree
{
    private readonly Parser _parser;
    private readonly string _file;
    private readonly List<Problem> _problems;
    private readonly Dictionary<string, ConfigNode> _anchors = new(StringComparer.Ordinal);

    private YamlTree(string file, TextReader text, List<Problem> problems)
    {
        _file = file;
        _parser = new Parser(text);
        _problems = problems;
    }

    /// <summary>The root of the first document; null where the text is not YAML, which is added to the problems.</summary>
    public static ConfigNode? Parse(string file, string text, List<Problem> problems)
    {
        using var reader = new StringReader(text);
        var tree = new YamlTree(file, reader, problems);
        try
        {
            return tree.Document();
        }
        catch (YamlException e)
        {
            problems.Add(Broken(file, text, e));
            return null;
        }
    }

    private ConfigNode Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
            return new ConfigMap([], 1, 1);
        _parser.Consume<DocumentStart>();
        var root = Node();
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
            Add(second.Start, "a second document begins here.", "Keep one document in the file.");
        return root;
    }

    private ConfigNode Node()
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return Aliased(alias);
        var (anchor, start) = (_parser.Current as NodeEvent)?.Anchor is { IsEmpty: false } name
            ? (name.Value, _parser.Current.Start)
            : (null, default);
        ConfigNode node = _parser.Current switch
        {
            SequenceStart => List(),
            MappingStart => Map(),
            _ => Scalar(),
        };
        if (anchor is not null)
            _anchors[anchor] = node;
        return node;
    }

    private ConfigNode Aliased(AnchorAlias alias)
    {
        if (_anchors.TryGetValue(alias.Value.Value, out var known))
            return known;
        throw new YamlException(alias.Start, alias.End, $"*{alias.Value.Value} names no anchor above it");
    }

    private ConfigScalar Scalar()
    {
        var scalar = _parser.Consume<Scalar>();
        var absent = scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL";
        return new ConfigScalar(absent ? null : scalar.Value, (int)scalar.Start.Line, (int)scalar.Start.Column);
    }

    private ConfigList List()
    {
        var start = _parser.Consume<SequenceStart>().Start;
        var items = new List<ConfigNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(Node());
        return new ConfigList(items, (int)start.Line, (int)start.Column);
    }

    private ConfigMap Map()
    {
        var start = _parser.Consume<MappingStart>().Start;
        var entries = new List<ConfigEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var at = _parser.Current!.Start;
            var key = Node() as ConfigScalar;
            var value = Node();
            if (key?.Text is not { } name)
                Add(at, "a key must be a single word.", "Write it as name: value.");
            else if (entries.Find(e => string.Equals(e.Key, name, StringComparison.Ordinal)) is { } first)
                Add(at, $"{name} stands here a second time; the first is on line {first.Line}.", "Keep one of the two.");
            else
                entries.Add(new ConfigEntry(name, (int)at.Line, (int)at.Column, value));
        }

        return new ConfigMap(entries, (int)start.Line, (int)start.Column);
    }

    private void Add(Mark at, string what, string fix) => _problems.Add(new Problem($"{_file}:{at.Line}:{at.Column}", what, fix));

    private static Problem Broken(string file, string text, YamlException e)
    {
        // YamlDotNet reports a tab where the block around it began.
        var lines = text.Split('\n');
        for (var i = (int)e.Start.Line - 1; i < lines.Length; i++)
        {
            var indent = lines[i].Length - lines[i].TrimStart().Length;
            if (lines[i].IndexOf('\t', 0, indent) is var tab and >= 0)
                return new Problem(
                    $"{file}:{i + 1}:{tab + 1}",
                    "the line is indented with a tab, which YAML forbids.",
                    "Indent with spaces.");
        }

        return new Problem(
            $"{file}:{e.Start.Line}:{e.Start.Column}",
            $"is not valid YAML: {e.Message.TrimEnd('.')}.",
            "Correct the line, or the one above it.");
    }
}
