using Lockkeeper.Catalog;

namespace Lockkeeper.Drift;

/// <summary>
/// The role that deploys often has a name of its own in each environment (<c>app_staging</c>, <c>app_production</c>). Before two environments are
/// compared, it is called the same in both where facts name it as owner, in grants and in default privileges.
/// </summary>
public static class Deployer
{
    // Their definitions are expressions, in which the same words may mean anything; they have neither owner nor grants.
    private static readonly HashSet<string> Expressions = new(StringComparer.Ordinal)
    {
        "constraint", "policy", "trigger", "rule", "index", "comment", "bucket", "cron job", "security label",
    };

    /// <summary>The facts with one role called otherwise.</summary>
    public static CatalogSnapshot Renamed(CatalogSnapshot snapshot, string from, string to) => string.Equals(from, to, StringComparison.Ordinal)
        ? snapshot
        : new(snapshot.Facts.Select(f => Expressions.Contains(f.Kind) ? f : Renamed(f, from, to)), snapshot.Unread);

    private static CatalogFact Renamed(CatalogFact fact, string from, string to)
    {
        // A column has no owner, and its grants stand behind its default.
        var column = fact.Kind is "column";
        var definition = column ? fact.Definition : Replaced(fact.Definition, Value(fact.Definition, "owner=", last: false), owner => Name(owner, from, to));
        return fact with
        {
            Identity = fact.Kind is "default privileges" ? OfRole(fact.Identity, from, to) : fact.Identity,
            Definition = Replaced(definition, Value(definition, "acl=", last: column), list => Grants(list, from, to)),
        };
    }

    private static Range? Value(string text, string key, bool last)
    {
        var at = text.StartsWith(key, StringComparison.Ordinal) && !last
            ? 0
            : (last ? text.LastIndexOf($" {key}", StringComparison.Ordinal) : text.IndexOf($" {key}", StringComparison.Ordinal)) + 1;
        if (at == 0 && !text.StartsWith(key, StringComparison.Ordinal)) return null;
        var begin = at + key.Length;
        var end = text.AsSpan(begin).IndexOfAny(' ', '\n');
        return begin..(end < 0 ? text.Length : begin + end);
    }

    private static string Replaced(string text, Range? place, Func<string, string> by)
    {
        if (place is not { } range) return text;
        var (was, now) = (text[range], by(text[range]));
        return string.Equals(was, now, StringComparison.Ordinal) ? text : $"{text.AsSpan(..range.Start.Value)}{now}{text.AsSpan(range.End.Value..)}";
    }

    // role=letters/grantor, sorted; the order changes with the name.
    private static string Grants(string list, string from, string to)
    {
        var items = list.Split(',').Select(item =>
        {
            var (equals, slash) = (item.LastIndexOf('='), item.LastIndexOf('/'));
            return equals < 0 || slash < equals ? item : $"{Name(item[..equals], from, to)}{item[equals..(slash + 1)]}{Name(item[(slash + 1)..], from, to)}";
        }).ToList();
        return items.SequenceEqual(list.Split(','), StringComparer.Ordinal) ? list : string.Join(',', items.Order(StringComparer.Ordinal));
    }

    private static string OfRole(string identity, string from, string to)
    {
        var end = identity.IndexOf(" in schema ", StringComparison.Ordinal);
        if (end < 0) end = identity.LastIndexOf(" on ", StringComparison.Ordinal);
        return end < 3 ? identity : $"of {Name(identity[3..end], from, to)}{identity[end..]}";
    }

    private static string Name(string written, string from, string to) =>
        string.Equals(written, from, StringComparison.Ordinal) || string.Equals(written, $"\"{from}\"", StringComparison.Ordinal) ? to : written;
}
