using Lockkeeper.Catalog;

namespace Lockkeeper.Rollback;

/// <summary>What a person is told to run.</summary>
public static class ManualCommands
{
    /// <summary>Writes the rows that a table had into a file.</summary>
    public static string Rows(string backup, string table)
    {
        var name = DumpNames.Qualified(table) is [var schema, var bare] ? $"--schema={Shell(schema)} --table={Shell(bare)}" : "";
        return $"pg_restore --data-only --strict-names {name} --file=rows.sql {Shell(backup)}";
    }

    /// <summary>Lists what the backup holds.</summary>
    public static string Look(string backup) => $"pg_restore --list {Shell(backup)}   # choose the entry, write its line to list.txt, then: pg_restore --use-list=list.txt --file=entry.sql {Shell(backup)}";

    /// <summary>An object of which ALTER cannot give the old definition back without a guess.</summary>
    public static ManualStep Altered(CatalogFact now, CatalogFact goal, string backup)
    {
        if (goal.Kind is "column")
        {
            var (kind, table) = FactSql.Parent(goal.Parent!);
            var (was, type) = (ColumnRepair.TypeOf(goal).Type, ColumnRepair.TypeOf(now).Type);
            return string.Equals(was, type, StringComparison.Ordinal)
                ? new(goal.Object, "it is generated, an identity or inherited, now or before, and ALTER cannot turn one into the other.", [Line(now, "now"), Line(goal, "before")])
                : new(goal.Object, $"its type was {was} and is {type} now: whether its old values can be had from the new ones is for a person to say.",
                [
                    Rows(backup, table), $"alter {kind} {table} alter column {FactSql.Column(goal)} type {was} using …;",
                ]);
        }

        var why = goal.Definition.Contains("typtype=e", StringComparison.Ordinal)
            ? "PostgreSQL removes no value from an enumeration; rows may use it."
            : "ALTER cannot bring its old definition back.";
        return new(goal.Object, why, [Line(now, "now"), Line(goal, "before")]);
    }

    // Bodies and expressions may hold what nobody should read in a report.
    private static string Line(CatalogFact fact, string when) => fact.Kind is "type" or "table" or "domain" or "extension" or "sequence" or "publication"
        ? $"-- {when}: {fact.Definition.ReplaceLineEndings(" ")}"
        : $"-- {when}: see catalog-{(when is "now" ? "after" : "before")}.json.gz of the deployment";

    private static string Shell(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or ':') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
