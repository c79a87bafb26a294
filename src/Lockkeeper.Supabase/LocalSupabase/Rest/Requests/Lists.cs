using System.Text;

namespace Lockkeeper.Supabase.LocalSupabase.Rest.Requests;

/// <summary>Lists of a query string: commas between, double quotes around what holds one, a backslash before a quote.</summary>
internal static class Lists
{
    /// <exception cref="RestError">A quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        var items = new List<string>();
        var item = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"') quoted = !quoted;
            else if (quoted && c == '\\' && i + 1 < text.Length) item.Append(text[++i]);
            else if (c == ',' && !quoted) Take(items, item);
            else item.Append(c);
        }

        if (quoted) throw RestError.Unreadable($"failed to parse list ({text})", "a double quote is not closed");
        if (text.Length > 0) Take(items, item);
        return items;
    }

    private static void Take(List<string> items, StringBuilder item)
    {
        items.Add(item.ToString());
        item.Clear();
    }
}
