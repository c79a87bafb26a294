using System.Text;

namespace Lockkeeper.Rollback;

/// <summary>Turns one access list into another with GRANT and REVOKE.</summary>
internal static class Privileges
{
    private static readonly Dictionary<char, string> Names = new()
    {
        ['r'] = "select",
        ['a'] = "insert",
        ['w'] = "update",
        ['d'] = "delete",
        ['D'] = "truncate",
        ['x'] = "references",
        ['t'] = "trigger",
        ['m'] = "maintain",
        ['X'] = "execute",
        ['U'] = "usage",
        ['C'] = "create",
        ['c'] = "connect",
        ['T'] = "temporary",
    };

    /// <summary>The statements; none when both are the same.</summary>
    /// <param name="on">What stands behind ON: <c>table public.users</c>.</param>
    /// <param name="now">The access list as a fact prints it.</param>
    /// <param name="goal">The list to come to.</param>
    /// <param name="column">The quoted column that it is about; null: the whole object.</param>
    /// <param name="prefix">What stands before GRANT and REVOKE.</param>
    public static IEnumerable<string> Between(string on, string? now, string? goal, string? column = null, string prefix = "")
    {
        var (was, then) = (Read(now), Read(goal));
        foreach (var grantee in was.Keys.Union(then.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (held, wanted) = (was.GetValueOrDefault(grantee, ""), then.GetValueOrDefault(grantee, ""));
            if (string.Equals(held, wanted, StringComparison.Ordinal)) continue;
            if (held.Length > 0) yield return $"{prefix}revoke {(column is null ? "all" : Listed(held.Where(char.IsAsciiLetter), column))} on {on} from {grantee}";
            var (plain, passable) = Split(wanted);
            if (plain.Length > 0) yield return $"{prefix}grant {Listed(plain, column)} on {on} to {grantee}";
            if (passable.Length > 0) yield return $"{prefix}grant {Listed(passable, column)} on {on} to {grantee} with grant option";
        }
    }

    private static (string Plain, string Passable) Split(string letters)
    {
        var (plain, passable) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < letters.Length; i++)
        {
            if (letters[i] == '*') continue;
            (i + 1 < letters.Length && letters[i + 1] == '*' ? passable : plain).Append(letters[i]);
        }

        return (plain.ToString(), passable.ToString());
    }

    private static string Listed(IEnumerable<char> letters, string? column) =>
        string.Join(", ", letters.Select(l => Names.GetValueOrDefault(l, l.ToString()) + (column is null ? "" : $" ({column})")));

    /// <summary>Letters by grantee, who is written as GRANT takes him. An item is grantee=letters/grantor; names may be in quotes.</summary>
    private static Dictionary<string, string> Read(string? acl)
    {
        var held = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in Items(acl ?? ""))
        {
            var equals = Outside(item, '=');
            if (equals < 0) continue;
            var grantee = equals == 0 ? "public" : item[..equals];
            var rest = item[(equals + 1)..];
            var slash = rest.IndexOf('/', StringComparison.Ordinal);
            held[grantee] = held.GetValueOrDefault(grantee, "") + (slash < 0 ? rest : rest[..slash]);
        }

        return held;
    }

    private static IEnumerable<string> Items(string acl)
    {
        while (acl.Length > 0)
        {
            var comma = Outside(acl, ',');
            yield return comma < 0 ? acl : acl[..comma];
            acl = comma < 0 ? "" : acl[(comma + 1)..];
        }
    }

    private static int Outside(string text, char wanted)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') quoted = !quoted;
            else if (text[i] == wanted && !quoted) return i;
        }

        return -1;
    }
}
