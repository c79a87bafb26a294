using System.Globalization;
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
            "storage" => [$"{alter} set storage {Storage(goal, TypeOf(fact).Type)}"],
            "identity" when now is not null && goal is not null => [$"{alter} set generated {(goal is "a" ? "always" : "by default")}"],
            "identity" when goal is null => [$"{alter} drop identity"],
            "collation" => [$"{alter} type {TypeOf(fact).Type} collate {goal ?? "pg_catalog.\"default\""}"],
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
        _ => Numeric().Match(from) is { Success: true } a && Numeric().Match(to) is { Success: true } b
            && string.Equals(a.Groups["scale"].Value, b.Groups["scale"].Value, StringComparison.Ordinal)
            && int.Parse(a.Groups["digits"].Value, CultureInfo.InvariantCulture) <= int.Parse(b.Groups["digits"].Value, CultureInfo.InvariantCulture),
    };

    // A type's own standard is not told by the fact, and has a word only since PostgreSQL 16.
    private static string Storage(string? letter, string type) => letter switch
    {
        "p" => "plain",
        "e" => "external",
        "m" => "main",
        "x" => "extended",
        _ => (type.StartsWith("numeric", StringComparison.Ordinal) && !type.EndsWith("[]", StringComparison.Ordinal)) || type is "inet" or "cidr" ? "main" : "extended",
    };

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

    [GeneratedRegex(@"^numeric\((?<digits>\d+),(?<scale>\d+)\)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numeric();

    [GeneratedRegex(@"\(\d+\)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Length();
}
