using System.Text.RegularExpressions;
using Lockkeeper.Catalog;
using Lockkeeper.Contracts;

namespace Lockkeeper.Rollback;

/// <summary>What ALTER TABLE changes of a column, and columns from their facts.</summary>
internal static partial class ColumnRepair
{
    /// <summary>The statements for one part of the definition; null where values could be lost, or there is no statement.</summary>
    public static IEnumerable<string>? Part(CatalogFact fact, string key, string? now, string? goal)
    {
        var (kind, table) = FactSql.Parent(fact.Parent!);
        var column = FactSql.Column(fact);
        var alter = $"alter {kind} {table} alter column {column}";
        return key switch
        {
            "acl" => Privileges.Between($"table {table}", now, goal, column),
            "type" or "" => Type(alter, now, goal),
            "default" => [goal is null ? $"{alter} drop default" : $"{alter} set default {goal}"],
            "storage" => [$"{alter} set storage {Storage(goal)}"],
            "statistics" => [$"{alter} set statistics {goal ?? "-1"}"],
            "compression" => [$"{alter} set compression {goal switch { "p" => "pglz", "l" => "lz4", _ => "default" }}"],
            "options" => [.. Options(alter, now, goal)],
            _ => null,
        };
    }

    /// <summary>The type of a column's definition and whether it may be empty.</summary>
    public static (string Type, bool NotNull) TypeOf(CatalogFact column) => Split(Definition.Parts(column.Definition).GetValueOrDefault("type", ""));

    /// <summary>A type that holds every value of the other, and gives each of them back unchanged: the server refuses what does not fit.</summary>
    public static bool IsWidened(string from, string to) => (Bare(from), Bare(to)) switch
    {
        ("smallint", "integer" or "bigint") or ("integer", "bigint") => true,
        ("character varying", "text" or "character varying") => true,
        _ => false,
    };

    // Storage for a type's own standard is not told by the fact.
    private static string Storage(string? letter) => letter switch { "p" => "plain", "e" => "external", "m" => "main", "x" => "extended", _ => "default" };

    private static IEnumerable<string>? Type(string alter, string? now, string? goal)
    {
        var ((wasType, wasNotNull), (type, notNull)) = (Split(now ?? ""), Split(goal ?? ""));
        var statements = new List<string>();
        if (!string.Equals(wasType, type, StringComparison.Ordinal))
        {
            // Back from the wider type. Values are as they were; one that does not fit, because it was written since, is an error.
            if (!IsWidened(type, wasType)) return null;
            statements.Add($"{alter} type {type}");
        }

        if (wasNotNull != notNull) statements.Add($"{alter} {(notNull ? "set" : "drop")} not null");
        return statements;
    }

    private static (string Type, bool NotNull) Split(string type) =>
        type.EndsWith(" not null", StringComparison.Ordinal) ? (type[..^" not null".Length], true) : (type, false);

    private static string Bare(string type) => Length().Replace(type, "");

    private static IEnumerable<string> Options(string alter, string? now, string? goal)
    {
        if (now is { Length: > 2 }) yield return $"{alter} reset ({string.Join(", ", now.Trim('{', '}').Split(',').Select(o => o.Split('=')[0]))})";
        if (goal is { Length: > 2 }) yield return $"{alter} set ({goal.Trim('{', '}')})";
    }

    [GeneratedRegex(@"\(\d+\)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Length();
}
