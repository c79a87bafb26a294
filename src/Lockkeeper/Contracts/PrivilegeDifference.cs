namespace Lockkeeper.Contracts;

/// <summary>What changed between two access lists.</summary>
internal static class PrivilegeDifference
{
    private static readonly Dictionary<char, string> Names = new()
    {
        ['r'] = "SELECT",
        ['a'] = "INSERT",
        ['w'] = "UPDATE",
        ['d'] = "DELETE",
        ['D'] = "TRUNCATE",
        ['x'] = "REFERENCES",
        ['t'] = "TRIGGER",
        ['m'] = "MAINTAIN",
        ['X'] = "EXECUTE",
        ['U'] = "USAGE",
        ['C'] = "CREATE",
        ['c'] = "CONNECT",
        ['T'] = "TEMPORARY",
    };

    /// <summary>Whether two definitions are different in their access lists and in nothing else.</summary>
    public static bool Is(string before, string after)
    {
        var (was, now) = (Definition.Parts(before), Definition.Parts(after));
        if (string.Equals(was.GetValueOrDefault("acl"), now.GetValueOrDefault("acl"), StringComparison.Ordinal)) return false;
        was.Remove("acl");
        now.Remove("acl");
        return was.Count == now.Count && was.All(p => string.Equals(now.GetValueOrDefault(p.Key), p.Value, StringComparison.Ordinal));
    }

    /// <summary>For instance <c>grants: authenticated lost SELECT, UPDATE; anon gained SELECT</c>.</summary>
    public static string Between(string? before, string? after)
    {
        var (was, now) = (Read(before), Read(after));
        var changes = was.Keys.Union(now.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .SelectMany(role => Changes(role, was.GetValueOrDefault(role, []), now.GetValueOrDefault(role, [])));
        return $"grants: {string.Join("; ", changes)}";
    }

    private static IEnumerable<string> Changes(string role, HashSet<string> was, HashSet<string> now)
    {
        if (was.Except(now, StringComparer.Ordinal).ToList() is { Count: > 0 } lost) yield return $"{role} lost {string.Join(", ", lost)}";
        if (now.Except(was, StringComparer.Ordinal).ToList() is { Count: > 0 } gained) yield return $"{role} gained {string.Join(", ", gained)}";
    }

    /// <summary>Privileges by role. An item is role=letters/grantor, where a star after a letter is the right to pass it on.</summary>
    private static Dictionary<string, HashSet<string>> Read(string? acl)
    {
        var roles = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var item in (acl ?? "").Trim('{', '}').Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = item.LastIndexOf('=');
            if (equals < 0) continue;
            var letters = item[(equals + 1)..].Split('/')[0];
            var role = equals == 0 ? "PUBLIC" : item[..equals];
            var held = roles.TryGetValue(role, out var known) ? known : roles[role] = new(StringComparer.Ordinal);
            for (var i = 0; i < letters.Length; i++)
            {
                if (letters[i] == '*') continue;
                var name = Names.GetValueOrDefault(letters[i], letters[i].ToString());
                held.Add(name);
                if (i + 1 < letters.Length && letters[i + 1] == '*') held.Add($"{name} WITH GRANT OPTION");
            }
        }

        return roles;
    }
}
