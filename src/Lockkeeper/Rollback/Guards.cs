using System.Globalization;
using System.Text.RegularExpressions;
using Lockkeeper.Catalog;
using Lockkeeper.Contracts;

namespace Lockkeeper.Rollback;

/// <summary>What must be asked before something is dropped or made narrower: whether somebody wrote into it after the migrations.</summary>
internal static partial class Guards
{
    // Rows carry the number of the transaction that wrote them; of 64 bits a row keeps 32.
    private const string WrittenSince = "not (t.xmin::text::bigint = any ($1))";

    /// <summary>For a table: no row but the migrations' own. For a column: no value but its default in any row but theirs.</summary>
    public static IEnumerable<Guard> Of(CatalogFact fact, bool comesBack)
    {
        if (comesBack) yield break;
        if (fact.Kind is "table")
        {
            yield return new Guard(fact.Identity, $"select exists (select from {fact.Identity} t where {WrittenSince})", new ManualStep(
                fact.Object, "the deployment added it and rows have been written to it since: to drop it would lose them.",
                [$"-- copy the rows that are to stay, then:", $"drop table {fact.Identity};"]));
        }
        else if (fact.Kind is "column" && FactSql.Parent(fact.Parent!) is ("table", var table) && Definition.Parts(fact.Definition) is var parts && !parts.ContainsKey("generated"))
        {
            var value = parts.GetValueOrDefault("default", "null");
            yield return new Guard(table, $"select exists (select from {table} t where {WrittenSince} and t.{FactSql.Column(fact)} is distinct from ({value}))", new ManualStep(
                fact.Object, "the deployment added it and values have been written to it since: to drop it would lose them.",
                [$"-- copy the values that are to stay, then:", $"alter table {table} drop column {FactSql.Column(fact)};"]));
        }
    }

    /// <summary>For a column that gets a shorter type back: the server would cut blanks off without a word.</summary>
    public static IEnumerable<Guard> OfNarrowing(CatalogFact now, CatalogFact goal)
    {
        var (wide, narrow) = (ColumnRepair.TypeOf(now).Type, ColumnRepair.TypeOf(goal).Type);
        if (string.Equals(wide, narrow, StringComparison.Ordinal) || Length().Match(narrow) is not { Success: true } match) yield break;
        var (table, column) = (FactSql.Parent(goal.Parent!).Name, FactSql.Column(goal));
        var length = int.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture);
        yield return new Guard(table, $"select exists (select from {table} t where length(t.{column}) > {length})", new ManualStep(
            goal.Object, $"its type was {narrow} and has been made {wide}; values that have been written since do not fit any more.",
            [$"-- shorten what is longer than {length}, then:", $"alter table {table} alter column {column} type {narrow};"]));
    }

    [GeneratedRegex(@"^character varying\((?<n>\d+)\)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Length();
}
