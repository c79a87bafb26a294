using Lockkeeper.Supabase.LocalSupabase.Data;

namespace Lockkeeper.Supabase.LocalSupabase.Rest.Requests;

/// <summary>The values of a statement in the making: they never become part of its text.</summary>
internal sealed class SqlValues
{
    private readonly List<object?> _values = [];

    public IReadOnlyList<object?> All => _values;

    /// <summary>The placeholder of a value that the server reads as the type that belongs there.</summary>
    public string Add(string text) => Place(new Untyped(text));

    public string Add(long number) => Place(number);

    /// <summary>The placeholder of a JSON text.</summary>
    public string AddJson(string json) => $"{Place(json)}::json";

    private string Place(object value)
    {
        _values.Add(value);
        return $"${_values.Count}";
    }
}
