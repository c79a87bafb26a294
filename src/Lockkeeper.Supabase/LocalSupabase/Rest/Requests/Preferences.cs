using Microsoft.AspNetCore.Http;

namespace Lockkeeper.Supabase.LocalSupabase.Rest.Requests;

/// <summary>The Prefer header.</summary>
internal sealed class Preferences(IHeaderDictionary headers)
{
    private readonly string[] _all = headers["Prefer"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether the rows come back.</summary>
    public bool Representation => Has("return=representation");

    /// <summary>Whether all rows are counted, not only those of the page; where an estimate would do, exactly, too.</summary>
    public bool Count => Has("count=exact") || Has("count=planned") || Has("count=estimated");

    /// <summary>Whether a row that is there already is changed.</summary>
    public bool Merges => Has("resolution=merge-duplicates");

    /// <summary>Whether a row that is there already is left alone.</summary>
    public bool Ignores => Has("resolution=ignore-duplicates");

    /// <summary>Whether a column that a row leaves out gets its default instead of NULL.</summary>
    public bool FillsDefaults => Has("missing=default");

    private bool Has(string preference) => _all.Contains(preference, StringComparer.Ordinal);
}
