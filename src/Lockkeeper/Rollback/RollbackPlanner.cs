using Lockkeeper.Catalog;
using Lockkeeper.Contracts;
using Lockkeeper.Evidence;

namespace Lockkeeper.Rollback;

/// <summary>
/// Computes a rollback from catalogs, the dump's table of contents and what the migrations wrote. It only proposes: the catalog and the rows
/// are compared before COMMIT, so that a mistake here undoes nothing.
/// </summary>
public sealed class RollbackPlanner
{
    private readonly RollbackGoal _goal;
    private readonly DumpContents _dump;
    private readonly string _backup;
    private readonly TableKeys _keys;
    private readonly Fates _fates;
    private readonly List<Guard> _guards = [];
    private readonly List<UndoStatement> _drops = [];
    private readonly List<UndoStatement> _creates = [];
    private readonly List<UndoStatement> _finishing = [];
    private readonly List<DumpEntry> _entries = [];
    private readonly List<ColumnReturn> _columns = [];
    private readonly List<ManualStep> _manual;

    private RollbackPlanner(RollbackGoal goal, CatalogSnapshot before, DumpContents dump, string backup)
    {
        (_goal, _dump, _backup) = (goal, dump, backup);
        _keys = new TableKeys(before, goal.Present);
        _fates = new Fates(goal);
        _manual = [.. goal.Conflicts];
    }

    /// <param name="goal">The catalog to come to.</param>
    /// <param name="before">The catalog before the deployment, which the backup has.</param>
    /// <param name="dump">What the backup holds.</param>
    /// <param name="backup">Its folder, for the commands that a person is given.</param>
    /// <param name="writes">What the migrations wrote to tables that were there before them; null: nobody counted.</param>
    public static RollbackPlan Plan(RollbackGoal goal, CatalogSnapshot before, DumpContents dump, string backup, IReadOnlyList<WrittenRows>? writes) =>
        new RollbackPlanner(goal, before, dump, backup).Plan(writes);

    private RollbackPlan Plan(IReadOnlyList<WrittenRows>? writes)
    {
        foreach (var fact in _fates.Dropped.Values.OrderBy(Drops.Rank)) Drop(fact);
        foreach (var fact in _fates.Restored.Values) Restore(fact);
        foreach (var (now, goal) in _fates.Altered) Alter(now, goal);
        var rows = new RowPlanner(_keys, _fates, _backup, _manual).Plan(writes);
        var tables = _fates.Restored.Values.Where(f => f.Kind is "table").Select(f => f.Identity).ToList();
        var quiet = rows.Select(r => r.Table).Concat(_columns.Select(c => c.Table)).Distinct(StringComparer.Ordinal).SelectMany(Quiet).ToList();
        return new RollbackPlan(
            _backup, _goal, _guards, _drops, _creates, [.. _dump.WithParts(_entries).Where(e => !e.IsRows)], tables, _columns, rows, quiet, _finishing, _manual);
    }

    private void Drop(CatalogFact fact)
    {
        if (fact.Parent is { } parent && _fates.Dropped.ContainsKey(parent)) return;
        if (FactSql.IsOfConstraint(fact, _fates.Present) || fact.Kind is "identity sequence") return;
        if (Drops.Of(fact) is { } sql)
        {
            _drops.Add(new UndoStatement(fact.Object, sql));
            _guards.AddRange(Guards.Of(fact, _fates.Restored.ContainsKey(fact.Object)));
        }
        else if (fact.Kind is not ("column" or "bucket") && FactRepair.Of(fact, goal: null) is null)
        {
            _manual.Add(new(fact.Object, "the deployment added it, and it cannot be taken away by itself.", [$"-- remove {fact.Object}"]));
        }
    }

    private void Restore(CatalogFact fact)
    {
        var follows = fact.Parent is { } parent && _fates.Restored.ContainsKey(parent);
        if (fact.Kind is "bucket" || FactRepair.Of(now: null, fact) is not null) return;
        if (fact.Kind is "column")
        {
            if (!follows) RestoreColumn(fact);
        }
        else if (fact.Kind is "extension")
        {
            var parts = Definition.Parts(fact.Definition);
            _creates.Add(new(fact.Object, $"create extension {fact.Identity} with schema {parts["schema"]} version {FactSql.Literal(parts["version"])}"));
        }
        else if (fact.Kind is "published schema")
        {
            var at = fact.Identity.LastIndexOf(" in ", StringComparison.Ordinal);
            if (!follows) _creates.Add(new(fact.Object, $"alter publication {fact.Identity[(at + 4)..]} add tables in schema {fact.Identity[..at]}"));
        }
        else if (IsMadeByAttaching(fact))
        {
            return;
        }
        else if (_dump.Find(fact) is { } entry)
        {
            _entries.Add(entry);
        }
        else if (fact.Kind is "constraint" && !follows)
        {
            var (name, target) = FactSql.OnTarget(fact.Identity);
            _finishing.Add(new(fact.Object, $"alter {FactSql.Parent(fact.Parent!).Kind} {target} add constraint {name} {fact.Definition}"));
        }
        else if (!follows && !FactSql.IsOfConstraint(fact, name => _fates.Restored.TryGetValue(name, out var found) ? found : _fates.Present(name)))
        {
            _manual.Add(new(fact.Object, "the deployment removed it, and the backup has no entry of that name alone.", [ManualCommands.Look(_backup)]));
        }
    }

    // A partition that is attached to a table gets that table's indexes and constraints from the server.
    private bool IsMadeByAttaching(CatalogFact fact)
    {
        if (fact is not { Kind: "index" or "constraint", Parent: { } parent } || !_fates.Restored.TryGetValue(parent, out var table)) return false;
        var copied = fact.Kind is "index" ? fact.Definition.Contains(" parent=", StringComparison.Ordinal) : fact.Definition.Contains(" inherited=", StringComparison.Ordinal);
        return copied && Definition.Parts(table.Definition).GetValueOrDefault("inherits") is { } of && !_fates.Restored.ContainsKey($"table {of}");
    }

    private void RestoreColumn(CatalogFact fact)
    {
        var (kind, table) = FactSql.Parent(fact.Parent!);
        var parts = Definition.Parts(fact.Definition);
        var column = FactSql.Column(fact);
        if (kind is "view" or "materialized view") return;
        if (kind is not "table" || parts.ContainsKey("identity") || parts.ContainsKey("inherited"))
        {
            _manual.Add(new(fact.Object, "it belongs to a type or a foreign table, is inherited, or has an identity: such a column is not brought back by itself.", [ManualCommands.Rows(_backup, table)]));
            return;
        }

        var collation = parts.TryGetValue("collation", out var named) ? $" collate {named}" : "";
        var generated = parts.TryGetValue("generated", out var expression) ? $" generated always as {expression} stored" : "";
        _creates.Add(new(fact.Object, $"alter table {table} add column {column} {ColumnRepair.TypeOf(fact).Type}{collation}{generated}"));
        if (generated.Length > 0) return;
        var key = _keys.KeyOf(table);
        _columns.Add(new ColumnReturn(table, column, parts.GetValueOrDefault("default"), key));
        if (key.Count == 0)
        {
            _guards.Add(new(table, $"select exists (select from {table})", new(
                fact.Object, "the table has no primary key that is the same as before, so nobody can tell which value belongs to which row.",
                [ManualCommands.Rows(_backup, table)])));
        }
    }

    private void Alter(CatalogFact now, CatalogFact goal)
    {
        if (FunctionText.Of(goal) is { } text && !string.Equals(text, FunctionText.Of(now), StringComparison.Ordinal))
            _creates.Add(new(goal.Object, text));
        else if (ViewText.Replacement(now, goal) is { } view)
            _creates.Add(new(goal.Object, view));
        else if (goal.Kind is "column" && FactSql.Parent(goal.Parent!).Kind is "view" or "materialized view")
            return;
        else if (goal.Kind is not "bucket" && FactRepair.Of(now, goal) is null)
            _manual.Add(ManualCommands.Altered(now, goal, _backup));
        if (goal.Kind is "column") _guards.AddRange(Guards.OfNarrowing(now, goal));
    }

    private IEnumerable<QuietTrigger> Quiet(string table) =>
        from trigger in _keys.Now(table, "trigger")
        where !_fates.Dropped.ContainsKey(trigger.Object) && !IsThePlatforms(table, trigger)
        let name = FactSql.OnTarget(trigger.Identity).Name
        let enable = trigger.Definition[^1] switch { 'O' => "enable", 'A' => "enable always", 'R' => "enable replica", _ => null }
        where enable is not null
        select new QuietTrigger(table, $"alter table {table} disable trigger {name}", $"alter table {table} {enable} trigger {name}");

    // Only the owner of a table may switch its triggers off, and storage's is no role that deploys. What its own triggers guard against is
    // deleting without the service's setting, which the rollback makes.
    private static bool IsThePlatforms(string table, CatalogFact trigger) =>
        table.StartsWith("storage.", StringComparison.Ordinal) && trigger.Definition.Contains(" EXECUTE FUNCTION storage.", StringComparison.Ordinal);
}
