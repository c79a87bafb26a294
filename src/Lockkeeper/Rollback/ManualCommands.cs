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
            return new(goal.Object, "its old values cannot be told from the new ones, and rows have been written since.",
            [
                Rows(backup, table), $"alter {kind} {table} alter column {FactSql.Column(goal)} type {ColumnRepair.TypeOf(goal).Type} using …;",
            ]);
        }

        var why = goal.Definition.Contains("typtype=e", StringComparison.Ordinal)
            ? "PostgreSQL removes no value from an enumeration; rows may use it."
            : "ALTER cannot bring its old definition back.";
        return new(goal.Object, why, [$"-- now:    {Line(now)}", $"-- before: {Line(goal)}"]);
    }

    private static string Line(CatalogFact fact) => fact.Kind is "type" or "table" or "domain" or "extension" or "sequence" or "publication"
        ? fact.Definition.ReplaceLineEndings(" ")
        : "see catalog-before.json.gz and catalog-after.json.gz of the deployment";

    private static string Shell(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or ':') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
